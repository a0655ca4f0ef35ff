// The typeset pages follow the fields while one writes; without this, the button "Xem trang in" does the same.

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form.drafting"));
let waiting = 0;
/** @type {AbortController | null} */
let asking = null;

/** @param {Document} answer */
function show(answer) {
  for (const selector of [".sheets", ...[...document.querySelectorAll(".said")].map((said) => `#${said.id}`)]) {
    const here = document.querySelector(selector);
    const there = answer.querySelector(selector);
    if (here && there) here.replaceChildren(...there.childNodes);
  }
}

async function ask() {
  if (!form) return;
  asking?.abort();
  asking = new AbortController();
  const fields = new FormData(form);
  // A chosen file is sent once, when the draft is saved.
  fields.delete("pdf");
  fields.set("do", "preview");
  try {
    const answer = await fetch(form.action, { method: "POST", body: fields, signal: asking.signal });
    if (answer.ok || answer.status === 422) {
      show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    }
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError")) console.warn(error);
  }
}

form?.addEventListener("input", () => {
  window.clearTimeout(waiting);
  waiting = window.setTimeout(ask, 800);
});
