// What is typed in a search box is completed from documents one may read. Without this the boxes work the same.

/** @typedef {{ kind: string, label: string, text: string, question: string }} Suggestion */

/** Milliseconds without a key before the server is asked. */
const REST = 150;

/** @param {HTMLInputElement} box @param {number} number */
function complete(box, number) {
  const list = document.createElement("ul");
  list.id = `goi-y-${number}`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Gợi ý");
  list.hidden = true;
  box.after(list);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-expanded", "false");
  box.setAttribute("aria-controls", list.id);
  box.autocomplete = "off";

  let waiting = 0;
  /** @type {AbortController | null} */
  let asking = null;
  let chosen = -1;
  let typed = "";

  const options = () => /** @type {HTMLElement[]} */ ([...list.children]);

  function close() {
    window.clearTimeout(waiting);
    asking?.abort();
    list.hidden = true;
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  /** @param {Suggestion[]} items */
  function show(items) {
    list.replaceChildren(
      ...items.map((item, at) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${at}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.question = item.question;
        option.textContent = item.text;
        const kind = document.createElement("small");
        kind.textContent = item.label;
        option.append(" ", kind);
        return option;
      }),
    );
    chosen = -1;
    list.hidden = items.length === 0;
    box.setAttribute("aria-expanded", String(!list.hidden));
    box.removeAttribute("aria-activedescendant");
  }

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    typed = box.value;
    if (typed.trim().length < 2) return close();
    try {
      const query = new URLSearchParams({ q: typed });
      const answer = await fetch(`/api/v1/search/suggestions?${query}`, { signal: asking.signal });
      if (answer.ok && document.activeElement === box) show((await answer.json()).items);
    } catch (error) {
      if (!(error instanceof DOMException && error.name === "AbortError")) console.warn(error);
    }
  }

  /** @param {number} at */
  function choose(at) {
    const all = options();
    chosen = (at + all.length + 1) % (all.length + 1);
    if (chosen === all.length) chosen = -1;
    all.forEach((option, here) => option.setAttribute("aria-selected", String(here === chosen)));
    const option = all[chosen];
    box.value = option?.dataset.question ?? typed;
    if (option) {
      box.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else box.removeAttribute("aria-activedescendant");
  }

  box.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(ask, REST);
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      box.value = typed;
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) return void ask();
      event.preventDefault();
      choose(event.key === "ArrowDown" ? chosen + 1 : chosen < 0 ? options().length - 1 : chosen - 1);
    }
  });
  box.addEventListener("blur", close);
  // Before the box loses the focus and the list closes.
  list.addEventListener("pointerdown", (event) => {
    const option = /** @type {HTMLElement} */ (event.target).closest("li");
    if (!option) return;
    event.preventDefault();
    box.value = option.dataset.question ?? box.value;
    close();
    box.form?.requestSubmit();
  });
}

document.querySelectorAll("input[data-suggest]").forEach((box, number) => {
  complete(/** @type {HTMLInputElement} */ (box), number);
});
