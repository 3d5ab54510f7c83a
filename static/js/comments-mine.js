// What this browser wrote, for its eyes alone. A plain cookie says whether to ask.

/** What the site knows of this browser; null if nothing, or if it can't be reached. */
export async function fetchOwn(address) {
  if (!document.cookie.split("; ").includes("mine=1")) return null;
  const headers = { "X-Requested-With": "XMLHttpRequest" };
  const response = await fetch(address, { cache: "no-store", headers }).catch(() => null);
  return response?.ok ? response : null;
}

export async function showMine(place) {
  const response = await fetchOwn(place.dataset.mine);
  if (!response) return;
  place.innerHTML = await response.text();
  place.hidden = !place.querySelector(".mine__comment");
  const own = [...place.querySelectorAll("[data-own]")];
  offerWays(own);
  // More of the thread may be brought in.
  document.addEventListener("htmx:afterSettle", () => offerWays(own));
}

/** Edit and Withdraw beneath each comment of one's own that is on the page. */
function offerWays(own) {
  for (const ways of own) {
    const comment = document.getElementById(ways.dataset.own);
    const place = comment?.querySelector(".comment__ways");
    if (!place || place.contains(ways)) continue;
    place.append(ways);
    ways.hidden = false;
  }
}
