// Signing with a key on this machine: finds the agent (`vanthu agent`) or the plug-in of the Cipher Committee, shows their
// certificates, and carries what they answer to the server. Without this script the keys on the server still sign.

const AGENT = "http://127.0.0.1:18730";
const SECRET = "vanthu-agent";

/** @typedef {{ fingerprint: string, subject: string, issuer: string, validity: string, is_current: boolean, token: string,
 *   is_locked: boolean, is_last_try: boolean, certificate: string, chain: string[] }} Held */
/** @typedef {{ id: string, device: { to_be_signed: string, mechanism: string, document_hash: string, title: string,
 *   number: string } | null, plugin: { address: string, message: object } | null }} Begun */
/** @typedef {{ id: string, signature?: string, error?: { code: string, message: string } }} Outcome */

const root = /** @type {HTMLElement} */ (document.getElementById("thiet-bi"));
const csrf = document.querySelector("meta[name=csrf]")?.getAttribute("content") ?? "";

/** What went wrong, in words people read. */
class Trouble extends Error {}

/** @param {string} selector */
const within = (selector) => /** @type {HTMLElement} */ (root.querySelector(selector));

/** Shows one state of the section. @param {string} state @param {string} [words] */
function show(state, words = "") {
  for (const part of root.querySelectorAll("[data-when]")) {
    /** @type {HTMLElement} */ (part).hidden = part.getAttribute("data-when") !== state;
  }
  say(words);
}

/** @param {string} words @param {"" | "bad" | "good"} [tone] */
function say(words, tone = "") {
  const line = within(".said");
  line.textContent = words;
  line.className = words ? `said notice ${tone}` : "said";
}

/** Asks our own service. @param {string} path @param {object} body */
async function ask(path, body) {
  const answer = await fetch(`/api/v1/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-csrf-token": csrf },
    body: JSON.stringify(body),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Trouble(told.errors?.[0]?.message ?? told.detail ?? told.title);
  return told;
}

/** Asks the agent; `null` when it is not there or does not know this page. @param {string} path @param {object} [body] */
async function agent(path, body) {
  const secret = localStorage.getItem(SECRET);
  if (!secret) return null;
  const headers = { authorization: `Bearer ${secret}`, ...(body ? { "content-type": "application/json" } : {}) };
  let answer;
  try {
    answer = await fetch(AGENT + path, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body) });
  } catch {
    return null;
  }
  if (answer.status === 401) return null;
  const told = await answer.json();
  if (!answer.ok) throw new Trouble(told.message);
  return told;
}

/** Whether anything listens there; a page that is not paired learns no more. */
async function isThere() {
  try {
    await fetch(`${AGENT}/`, { mode: "no-cors" });
    return true;
  } catch {
    return false;
  }
}

/** @param {Uint8Array} bytes */
const text64 = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** @param {Uint8Array<ArrayBuffer>} bytes */
const digest = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

/** Offers to pair: the code is derived from the hash of a secret that stays in this browser. @returns {Promise<void>} */
async function offer() {
  const secret = crypto.getRandomValues(new Uint8Array(32));
  const key = text64(await digest(secret));
  const code = await digest(new TextEncoder().encode(`vanthu-agent ${key}`));
  const number = new DataView(code.buffer).getUint32(0) % 1_000_000;
  localStorage.setItem(SECRET, text64(secret));
  within(".code").textContent = String(number).padStart(6, "0").replace(/(...)/, "$1 ");
  const link = /** @type {HTMLAnchorElement} */ (within("a.to-agent"));
  link.href = `${AGENT}/ghep-noi?${new URLSearchParams({ trang: location.origin, khoa: key })}`;
  show("unpaired");
  while (!root.hidden && within("[data-when=unpaired]").hidden === false) {
    await new Promise((rest) => setTimeout(rest, 1500));
    if (await agent("/v1/status")) return look();
  }
}

/** Finds out how things stand on this machine. @returns {Promise<void>} */
async function look() {
  if (!window.isSecureContext) return show("insecure");
  show("looking", "Đang tìm trình ký trên máy này…");
  try {
    const held = /** @type {Held[] | null} */ (await agent("/v1/certificates"));
    if (held) return list(held);
    return (await isThere()) ? offer() : show("away");
  } catch (error) {
    show("away", words(error));
  }
}

/** @param {Held[]} held */
function list(held) {
  if (held.length === 0) return show("empty");
  const choices = held.map((one, index) => {
    const input = Object.assign(document.createElement("input"), {
      type: "radio", name: "held", value: one.fingerprint, required: true, checked: index === 0, disabled: one.is_locked,
    });
    const state = one.is_locked ? "Thẻ đã khóa PIN" : one.is_current ? "Còn hiệu lực" : "Không trong thời hạn";
    const mark = Object.assign(document.createElement("span"), {
      className: `mark ${one.is_current && !one.is_locked ? "good" : "bad"}`, textContent: state,
    });
    const name = Object.assign(document.createElement("strong"), { textContent: one.subject });
    const label = document.createElement("label");
    label.append(input, name, " ", mark);
    const about = Object.assign(document.createElement("small"), {
      className: "quiet", textContent: `${one.validity} · ${one.issuer} · thẻ ${one.token}`,
    });
    const line = document.createElement("p");
    line.append(label, document.createElement("br"), about);
    return line;
  });
  within(".held").replaceChildren(...choices);
  certificates = held;
  show("ready");
}

/** @type {Held[]} */
let certificates = [];

/** @param {unknown} error */
function words(error) {
  if (error instanceof Trouble) return error.message;
  console.warn(error);
  return "Mất kết nối với máy chủ hoặc trình ký. Chưa có gì bị mất; hãy thử lại.";
}

/** Documents to sign: those ticked in a list, or the one of the page. */
function chosen() {
  const all = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-document]")]);
  /** @param {HTMLElement} one @returns {HTMLInputElement | null} */
  const box = (one) => one.querySelector("input[type=checkbox]");
  return all.filter((one) => box(one)?.checked ?? true);
}

/** @param {HTMLElement} one @param {string} said @param {"" | "good" | "bad"} tone */
function tell(one, said, tone) {
  const place = one.querySelector(".outcome");
  if (place) Object.assign(place, { textContent: said, className: `outcome mark ${tone}` });
}

/** @param {HTMLElement} one @param {object} more @returns {Promise<Begun>} */
const begin = (one, more) =>
  ask(`drafts/${one.dataset.document}/signings`, {
    purpose: root.dataset.purpose, draft_version: Number(one.dataset.version), ...more,
  });

/** Prepares, lets the agent sign, finishes: document by document, each with its own result. */
async function sign() {
  const fingerprint = new FormData(/** @type {HTMLFormElement} */ (within("form"))).get("held");
  const held = certificates.find((one) => one.fingerprint === fingerprint);
  const documents = chosen();
  if (!held || documents.length === 0) throw new Trouble("Chọn ít nhất một văn bản và một chứng thư số.");
  /** @type {Map<string, HTMLElement>} */
  const places = new Map();
  const wanted = [];
  let failed = "";
  /** @param {HTMLElement} one @param {string} why */
  const fail = (one, why) => {
    failed = why;
    tell(one, why, "bad");
  };
  for (const [index, one] of documents.entries()) {
    say(`Đang chuẩn bị ${index + 1}/${documents.length} văn bản…`);
    try {
      const begun = await begin(one, { means: "device", certificate: held.certificate, chain: held.chain });
      places.set(begun.id, one);
      wanted.push({ id: begun.id, ...begun.device });
    } catch (error) {
      fail(one, words(error));
    }
  }
  if (wanted.length === 0) throw new Trouble(failed);
  say("Xác nhận và gõ mã PIN ở trình ký vừa mở trên máy bạn.");
  const results = /** @type {Outcome[] | null} */ (
    await agent("/v1/sign", { certificate: held.fingerprint, documents: wanted })
  );
  if (!results) throw new Trouble("Trình ký không trả lời. Kiểm tra trình ký còn chạy rồi ký lại.");
  let done = 0;
  for (const result of results) {
    const one = /** @type {HTMLElement} */ (places.get(result.id));
    say(`Đang hoàn tất ${done + 1}/${documents.length} văn bản…`);
    try {
      if (!result.signature) throw new Trouble(result.error?.message ?? "Thẻ không ký được.");
      await ask(`signings/${result.id}/finish`, { signature: result.signature });
      done += 1;
      tell(one, "Đã ký", "good");
      one.querySelector("input[type=checkbox]")?.remove();
    } catch (error) {
      fail(one, words(error));
    }
  }
  if (done === documents.length && root.dataset.done) location.assign(root.dataset.done);
  else if (failed && documents.length === 1) throw new Trouble(failed);
  else say(`Đã ký ${done} trên ${documents.length} văn bản.`, failed ? "bad" : "good");
}

/** Hands the file to the plug-in of the Cipher Committee; the plug-in itself fetches it and brings it back. */
async function plugin() {
  const one = chosen()[0];
  if (!one) return;
  const begun = await begin(one, { means: "plugin" });
  const order = begun.plugin;
  if (!order) return;
  say("Đang chờ VGCA Sign Service: chọn vị trí chữ ký và gõ mã PIN ở đó.");
  const told = await new Promise((answered, gone) => {
    const away = () => gone(new Trouble("VGCA Sign Service chưa chạy trên máy này. Mở chương trình đó rồi ký lại."));
    const socket = new WebSocket(order.address);
    socket.addEventListener("open", () => socket.send(JSON.stringify(order.message)));
    socket.addEventListener("message", ({ data }) => {
      answered(JSON.parse(data));
      socket.close();
    });
    socket.addEventListener("error", away);
    socket.addEventListener("close", away);
  });
  if (Number(told.Status) !== 0) throw new Trouble(told.Message || "VGCA Sign Service không ký.");
  if (root.dataset.done) location.assign(root.dataset.done);
}

/** @param {() => Promise<void>} work */
async function working(work) {
  const buttons = [...root.querySelectorAll("button")];
  for (const button of buttons) button.disabled = true;
  try {
    await work();
  } catch (error) {
    say(words(error), "bad");
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

within("form").addEventListener("submit", (event) => {
  event.preventDefault();
  void working(sign);
});
for (const button of root.querySelectorAll("[data-do]")) {
  const work = button.getAttribute("data-do") === "plugin" ? plugin : look;
  button.addEventListener("click", () => void working(work));
}
root.hidden = false;
void look();
