"""What a browser would send from a page of the admin."""

from html.parser import HTMLParser


class _Controls(HTMLParser):
    def __init__(self, form_id):
        super().__init__()
        self.form_id, self.inside, self.values = form_id, False, {}
        self.select = self.textarea = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = attrs.get("name")
        if tag == "form":
            self.inside = attrs.get("id") == self.form_id
        elif not self.inside or "-__prefix__-" in (name or ""):
            return
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in attrs:
            self._add(self.select, attrs.get("value", ""))
        elif tag == "textarea":
            self.textarea = name
            self._add(name, "")
        elif tag == "input" and name:
            self._input(name, attrs)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.textarea = None

    def handle_data(self, data):
        if self.inside and self.textarea:
            self.values[self.textarea][-1] += data

    def _input(self, name, attrs):
        kind = attrs.get("type", "text")
        if kind in {"submit", "file", "button"}:
            return
        if kind in {"checkbox", "radio"} and "checked" not in attrs:
            return
        self._add(name, attrs.get("value", "on" if kind == "checkbox" else ""))

    def _add(self, name, value):
        self.values.setdefault(name, []).append(value)


def filled_in(response, form_id):
    """The fields of the response's form as it would be sent unchanged."""
    parser = _Controls(form_id)
    parser.feed(response.content.decode())
    return {
        # A browser leaves out the line break that opens a textarea.
        name: values[0].removeprefix("\n").removeprefix("\r\n")
        if len(values) == 1
        else values
        for name, values in parser.values.items()
        if name != "csrfmiddlewaretoken"
    }
