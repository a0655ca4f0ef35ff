// What every page does beyond HTML: `/` goes to the search box, `?` to the help, `j` and `k` along a list, Escape closes menus,
// a form is sent once.

/** What opens over the page and closes by itself. */
const MENUS = "details:is(.who, .menu-of)[open]";

document.addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  const isTyping = target.matches("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
    // On the search page its own box stands for the one at the top.
    const box = document.querySelector(".seek input[type=search]") ?? document.getElementById("tim");
    if (box) {
      event.preventDefault();
      /** @type {HTMLElement} */ (box).focus();
    }
  }
  if (event.key === "?" && !isTyping) location.assign("/tro-giup");
  if ((event.key === "j" || event.key === "k") && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const lines = [...document.querySelectorAll("table.list tbody a:first-of-type")];
    const here = lines.indexOf(/** @type {Element} */ (document.activeElement));
    const next = lines[event.key === "j" ? here + 1 : Math.max(here - 1, 0)];
    if (next instanceof HTMLElement) next.focus();
  }
  if (event.key === "Escape") {
    for (const open of document.querySelectorAll(MENUS)) open.removeAttribute("open");
  }
});

document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll(MENUS)) {
    if (!open.contains(/** @type {Node} */ (event.target))) open.removeAttribute("open");
  }
});

// On a phone the menu is one line that scrolls: show where we are.
document.querySelector(".menu [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// A second press while the first is on its way would send the form twice.
document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  for (const button of form.querySelectorAll("button:not([type=button])")) button.setAttribute("aria-busy", "true");
});

// Coming back by the Back button makes forms usable again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    form.removeAttribute("data-sent");
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  }
});

// A text file chosen beside a text area is read into it; without scripts the text is pasted.
for (const box of document.querySelectorAll("input[type=file][data-into]")) {
  const input = /** @type {HTMLInputElement} */ (box);
  const area = /** @type {HTMLTextAreaElement | null} */ (document.getElementById(input.dataset.into ?? ""));
  if (!area) continue;
  input.hidden = false;
  input.addEventListener("change", async () => {
    const file = input.files?.[0];
    if (file) area.value = await file.text();
  });
}
