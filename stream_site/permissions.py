"""What a page may ask the browser for: by itself, nothing at all."""

# The camera and the microphone, where a comment can be recorded.
STUDIOS = {"episodes:detail", "comments:comment", "comments:thread", "comments:check"}
# The frames of video hosts are lent what they need by the page's script, or by nobody.
NEVER = (
    "display-capture=(), geolocation=(), hid=(), midi=(), payment=(), serial=(), usb=()"
)


def permissions_policy(get_response):
    def middleware(request):
        response = get_response(request)
        match = request.resolver_match
        lent = "(self)" if match and match.view_name in STUDIOS else "()"
        response["Permissions-Policy"] = f"camera={lent}, microphone={lent}, {NEVER}"
        return response

    return middleware
