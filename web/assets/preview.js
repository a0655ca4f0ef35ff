// A document beside the list it stands in: a click on its line, or the space bar on its link, shows it; the arrow keys go on to
// the next. Without this the links open the documents themselves.

/** Narrower windows have no room beside a list. */
const ROOM = window.matchMedia("(min-width: 60rem)");

/** @param {HTMLTableElement} list */
function preview(list) {
  const pane = document.createElement("section");
  pane.className = "beside";
  pane.setAttribute("aria-label", "Xem nhanh");
  pane.hidden = true;
  const split = document.createElement("div");
  split.className = "split";
  list.before(split);
  split.append(list, pane);

  /** @type {AbortController | null} */
  let asking = null;
  /** @type {HTMLAnchorElement | null} */
  let shown = null;

  const links = () => /** @type {HTMLAnchorElement[]} */ ([...list.querySelectorAll("a[data-preview]")]);

  /** @param {HTMLAnchorElement | null} link */
  function mark(link) {
    shown?.closest("tr")?.removeAttribute("aria-current");
    shown = link;
    link?.closest("tr")?.setAttribute("aria-current", "true");
    pane.hidden = !link;
    split.classList.toggle("open", !!link);
  }

  /** @param {HTMLAnchorElement} link */
  async function show(link) {
    if (link === shown) return;
    asking?.abort();
    const asked = (asking = new AbortController());
    mark(link);
    pane.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(`${link.pathname}/xem-nhanh`, { signal: asked.signal });
      // The session has ended: the document's own page asks who is there.
      if (answer.redirected) return location.assign(link.href);
      if (!answer.ok) throw new Error(String(answer.status));
      pane.innerHTML = await answer.text();
    } catch (error) {
      if (asked.signal.aborted) return;
      pane.textContent = "Không xem nhanh được văn bản này. Bấm Enter để mở trang của văn bản.";
    }
    pane.removeAttribute("aria-busy");
    pane.scrollTop = 0;
  }

  list.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (!ROOM.matches || target.closest("a, button, input, label, select, summary")) return;
    const link = target.closest("tr")?.querySelector("a[data-preview]");
    if (!(link instanceof HTMLAnchorElement)) return;
    link.focus({ preventScroll: true });
    show(link);
  });
  list.addEventListener("focusin", (event) => {
    if (shown && event.target instanceof HTMLAnchorElement && event.target.matches("[data-preview]")) show(event.target);
  });
  list.addEventListener("keydown", (event) => {
    const link = event.target;
    if (!(link instanceof HTMLAnchorElement) || !link.matches("[data-preview]") || !ROOM.matches) return;
    if (event.key === " ") {
      event.preventDefault();
      if (link === shown) mark(null);
      else show(link);
    } else if (shown && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const all = links();
      all[all.indexOf(link) + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shown) return;
    shown.focus();
    mark(null);
  });
}

document.querySelectorAll("table.list:has(a[data-preview])").forEach((list) => {
  preview(/** @type {HTMLTableElement} */ (list));
});

export {};
