// Files of a form marked `data-resume` go up in parts (tus 1.0.0), with their progress told; what breaks goes on where it was,
// also after the page was loaded anew and the same file chosen again. Without this the form sends the files itself.

/** Bytes of a part: small enough that a broken line costs little, smaller after each break. */
const LARGEST = 1024 * 1024;
const SMALLEST = 64 * 1024;

/** Longest rest, in milliseconds, before a broken line is tried again. */
const LONGEST_REST = 30_000;

/** Where the browser remembers which file became which upload. */
const KNOWN = "vanthu-tai-len";

const csrf = document.querySelector("meta[name=csrf]")?.getAttribute("content") ?? "";

/** @returns {Record<string, string>} */
function known() {
  try {
    return JSON.parse(localStorage.getItem(KNOWN) ?? "{}");
  } catch {
    return {};
  }
}

/** @param {string} key @param {string | null} address */
function remember(key, address) {
  const all = known();
  if (address) all[key] = address;
  else delete all[key];
  localStorage.setItem(KNOWN, JSON.stringify(all));
}

/** @param {File} file */
const keyOf = (file) => `${file.name}:${file.size}:${file.lastModified}`;

/** @param {number} milliseconds */
const rest = (milliseconds) => new Promise((done) => window.setTimeout(done, milliseconds));

/** What the service said, where trying again does not help. */
class Refused extends Error {}

/** @param {Response} answer */
async function refusal(answer) {
  const problem = await answer.json().catch(() => ({}));
  return new Refused(problem.detail ?? problem.title ?? `Máy chủ trả lời ${answer.status}.`);
}

/** @param {string} text */
function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** @param {File} file @returns {Promise<{ address: string, offset: number }>} */
async function begin(file) {
  const before = known()[keyOf(file)];
  if (before) {
    const answer = await fetch(before, { method: "HEAD" });
    if (answer.ok) return { address: before, offset: Number(answer.headers.get("upload-offset")) };
    remember(keyOf(file), null);
  }
  const answer = await fetch("/api/v1/uploads", {
    method: "POST",
    headers: {
      "tus-resumable": "1.0.0",
      "upload-length": String(file.size),
      "upload-metadata": `filename ${base64(file.name)}`,
      "x-csrf-token": csrf,
    },
  });
  if (answer.status >= 500) throw new Error(String(answer.status));
  if (!answer.ok) throw await refusal(answer);
  const address = answer.headers.get("location") ?? "";
  remember(keyOf(file), address);
  return { address, offset: 0 };
}

/**
 * @param {File} file
 * @param {(offset: number, note: string) => void} tell
 * @returns {Promise<string>} the upload's id
 */
async function bring(file, tell) {
  let size = LARGEST;
  let wait = 1_000;
  for (;;) {
    try {
      let { address, offset } = await begin(file);
      tell(offset, "");
      while (offset < file.size) {
        const answer = await fetch(address, {
          method: "PATCH",
          headers: {
            "content-type": "application/offset+octet-stream",
            "tus-resumable": "1.0.0",
            "upload-offset": String(offset),
            "x-csrf-token": csrf,
          },
          body: file.slice(offset, offset + size),
        });
        // Another tab sent this part, or the answer to it was lost: ask where to go on.
        if (answer.status === 409 || answer.status === 404 || answer.status >= 500) throw new Error(String(answer.status));
        if (!answer.ok) throw await refusal(answer);
        offset = Number(answer.headers.get("upload-offset"));
        wait = 1_000;
        tell(offset, "");
      }
      return address.split("/").pop() ?? "";
    } catch (error) {
      if (error instanceof Refused) throw error;
      size = Math.max(SMALLEST, size / 2);
      tell(-1, `Đường truyền gián đoạn. Tự thử lại sau ${Math.round(wait / 1_000)} giây; phần đã gửi còn nguyên.`);
      await rest(wait);
      wait = Math.min(LONGEST_REST, wait * 2);
    }
  }
}

/** @param {number} bytes */
const megabytes = (bytes) => `${(bytes / 1024 / 1024).toFixed(1).replace(".", ",")} MB`;

/** @param {File} file @param {HTMLElement} list */
function line(file, list) {
  const item = document.createElement("li");
  const label = document.createElement("label");
  label.textContent = file.name;
  const bar = document.createElement("progress");
  bar.max = file.size;
  bar.value = 0;
  const words = document.createElement("span");
  words.className = "quiet";
  label.append(" ", bar);
  item.append(label, " ", words);
  list.append(item);
  return {
    /** @param {number} offset @param {string} note */
    tell(offset, note) {
      if (offset >= 0) bar.value = offset;
      words.textContent = note || `${megabytes(bar.value)} trên ${megabytes(file.size)}`;
    },
    /** @param {string} why */
    refuse(why) {
      bar.remove();
      words.className = "wrong";
      words.textContent = why;
    },
  };
}

/** @param {HTMLFormElement} form */
function resume(form) {
  const input = /** @type {HTMLInputElement | null} */ (form.querySelector("input[type=file]"));
  if (!input) return;
  const list = document.createElement("ul");
  list.className = "sending";
  list.setAttribute("aria-live", "polite");
  input.after(list);

  form.addEventListener("submit", async (event) => {
    const files = [...(input.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const buttons = [...form.querySelectorAll("button")];
    for (const button of buttons) button.disabled = true;
    list.replaceChildren();
    let brought = 0;
    for (const file of files) {
      const shown = line(file, list);
      try {
        const id = await bring(file, shown.tell);
        const field = document.createElement("input");
        field.type = "hidden";
        field.name = "upload";
        field.value = id;
        form.append(field);
        remember(keyOf(file), null);
        brought += 1;
        shown.tell(file.size, "Đã tải xong, đang đọc tệp…");
      } catch (error) {
        shown.refuse(error instanceof Error ? error.message : String(error));
      }
    }
    for (const button of buttons) button.disabled = false;
    if (brought === 0) return;
    input.disabled = true;
    form.submit();
  });

  // What was begun before the page was loaded anew.
  for (const [key, address] of Object.entries(known())) {
    fetch(address, { method: "HEAD" }).then((answer) => {
      if (!answer.ok) return remember(key, null);
      const share = Number(answer.headers.get("upload-offset")) / Number(answer.headers.get("upload-length"));
      const item = document.createElement("li");
      item.textContent = `Tệp “${key.split(":")[0]}” đã gửi ${Math.floor(share * 100)}%. Chọn lại tệp ấy để gửi tiếp.`;
      list.append(item);
    }, () => {});
  }
}

document.querySelectorAll("form[data-resume]").forEach((form) => resume(/** @type {HTMLFormElement} */ (form)));

export {};
