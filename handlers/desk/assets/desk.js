/*
 * The desk. All pages and forms work without this script. With it forms answer in
 * place, what changes arrives by itself, and what is being written is kept.
 */
"use strict";

const root = document.documentElement;
root.classList.remove("nojs");

const byId = (id) => document.getElementById(id);
const all = (css, from = document) => Array.from(from.querySelectorAll(css));
const words = byId("words").dataset;
const openCase = Number(document.body.dataset.case);
const log = byId("log");

/* ---- Kept in the browser: drafts, and how far a case was read ------------------ */

const DRAFT = "motcua.desk.draft.";
const READ = "motcua.desk.read.";

// A browser that forbids storage still works; it only forgets at a reload.
function keep(key, value) {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch { /* see above */ }
}

function kept(key) {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

// Whoever leaves a shared telephone leaves nothing on it.
function forget() {
  try {
    Object.keys(localStorage).filter((k) => k.startsWith("motcua.desk.")).forEach((k) => localStorage.removeItem(k));
  } catch { /* nothing is kept where storage is forbidden */ }
}
if (document.querySelector("main[data-forget]")) forget();
document.addEventListener("submit", (e) => e.target.matches("form[data-forget]") && forget());

/* ---- Composer ------------------------------------------------------------------ */

const field = () => byId("composer")?.elements.text;

// Grows to four lines; rows rather than a height, since styles are not written here.
function fit(area) {
  area.rows = 1;
  while (area.rows < 4 && area.scrollHeight > area.clientHeight + 2) area.rows += 1;
}

function typed() {
  const text = field();
  keep(DRAFT + openCase, text.value.trim() && text.value);
  byId("draft").textContent = text.value.trim() ? words.kept : "";
  fit(text);
}

function dress() {
  const text = field();
  if (!text) return;
  if (!text.value) text.value = kept(DRAFT + openCase);
  typed();
}

function put(text) {
  const area = field();
  area.value = area.value.trim() ? `${area.value.trimEnd()} ${text}` : text;
  typed();
  area.focus();
}

document.addEventListener("input", (e) => {
  if (e.target === field()) typed();
});
document.addEventListener("change", (e) => {
  if (e.target.id !== "file") return;
  const chosen = byId("chosen");
  chosen.textContent = e.target.files[0]?.name ?? "";
  chosen.hidden = !chosen.textContent;
});

/* ---- Sheets: opened by links to them -------------------------------------------- */

let opener = null; // gets the focus back

function closeSheets() {
  all(".stay").forEach((s) => s.classList.remove("stay"));
  if (location.hash.length > 1) location.hash = "main";
  (opener?.isConnected ? opener : field())?.focus({ preventScroll: true });
  opener = null;
}

addEventListener("hashchange", () => {
  const sheet = document.querySelector(".sheet:target, .panel:target");
  (sheet?.querySelector("li a, button.button, input:not([type=hidden])") ?? sheet)?.focus({ preventScroll: true });
});

document.addEventListener("click", (e) => {
  if (e.target.closest("[data-print]")) print();
  const link = e.target.closest("a[href^='#'], [data-canned], [data-copy]");
  if (!link) return;
  if (link.dataset.canned !== undefined) {
    e.preventDefault();
    opener = null;
    closeSheets();
    put(link.dataset.canned);
  } else if (link.dataset.copy) {
    copy(byId(link.dataset.copy).textContent);
  } else if (link.dataset.close !== undefined) {
    e.preventDefault();
    closeSheets();
  } else {
    opener = link;
  }
});

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(words.copied);
  } catch {
    getSelection().selectAllChildren(byId("link") ?? byId("token"));
  }
}

/* ---- Keyboard -------------------------------------------------------------------- */

document.addEventListener("keydown", (e) => {
  const inField = e.target.matches("input, textarea, select");
  if (e.key === "Escape") return closeSheets();
  if (e.altKey && !e.ctrlKey && !e.metaKey && /^Key[A-Z]$/.test(e.code)) {
    const to = document.querySelector(`[data-alt="${e.code[3].toLowerCase()}"]`);
    if (!to) return;
    e.preventDefault();
    if (to.matches("textarea")) to.focus();
    else to.click();
  } else if (e.key === "/" && !e.isComposing && (!inField || (e.target === field() && !e.target.value))) {
    if (!byId("canned")) return;
    e.preventDefault();
    opener = field();
    location.hash = "canned";
  } else if (e.key === "?" && !inField) {
    opener = document.activeElement;
    location.hash = "keys";
  } else if (e.key === "Enter" && e.target === field() && !e.shiftKey && !e.isComposing && e.keyCode !== 229) {
    e.preventDefault(); // while a Vietnamese letter is being composed, Enter belongs to the keyboard
    byId("composer").requestSubmit();
  }
});

/* ---- Lines: a new one never takes the page away from a reader --------------------- */

let following = true;
let unread = [];

const toEnd = () => { log.scrollTop = log.scrollHeight; };

function showUnread() {
  const button = byId("new-lines");
  button.hidden = unread.length === 0;
  button.querySelector("span").textContent = words.new.replace("{n}", unread.length);
}

if (log) {
  log.addEventListener("scroll", () => {
    following = log.scrollTop + log.clientHeight >= log.scrollHeight - 48;
    if (following && unread.length) {
      unread = [];
      showUnread();
    }
  }, { passive: true });
  byId("new-lines").addEventListener("click", () => {
    unread[0]?.scrollIntoView({ block: "start" });
    unread = [];
    showUnread();
  });
  new ResizeObserver(() => following && toEnd()).observe(log);
  // Pictures and an opened field take room after they were put in.
  log.addEventListener("load", () => following && toEnd(), true);
  log.addEventListener("toggle", (e) => e.target.open && e.target.querySelector("input:not([type=hidden])")?.focus(), true);
}

const seen = () => Number(log?.dataset.seen ?? 0);

function putLine(line) {
  const seq = Number(line.dataset.seq);
  if (byId(line.id)) return; // by another way
  line.classList.add("arrived");
  const next = all(".line", log).find((l) => Number(l.dataset.seq) > seq);
  log.insertBefore(line, next ?? byId("end"));
  log.dataset.seen = Math.max(seen(), seq);
  if (following || line.classList.contains("own")) toEnd();
  else if (line.classList.contains("said")) {
    unread.push(line);
    showUnread();
  }
  markRead();
}

function markRead() {
  if (openCase && !document.hidden) keep(READ + openCase, String(seen()));
}

/* ---- Rows ------------------------------------------------------------------------- */

function putRow(row) {
  const old = byId(row.id);
  if (old && Number(old.dataset.v) > Number(row.dataset.v)) return;
  const list = row.dataset.list;
  if (list === "gone") old?.remove();
  else if (list === "taken") {
    if (!old) return;
    old.replaceWith(row);
    setTimeout(() => { row.remove(); count(); }, 3000);
  } else {
    const rows = byId(`rows-${list}`);
    if (old?.parentElement === rows) old.replaceWith(row);
    else {
      old?.remove();
      row.classList.add("arrived");
      const later = list === "waiting" && all(".row", rows).find((r) => Number(r.dataset.at) > Number(row.dataset.at));
      rows.insertBefore(row, later || null);
    }
  }
  count();
}

// count brings numbers, times and marks up to date.
function count() {
  const now = Date.now() / 1000;
  for (const row of all(".row[data-at]")) {
    const since = row.querySelector(".since");
    if (!since || row.dataset.list === "done") continue;
    const minutes = Math.max(0, Math.floor((now - Number(row.dataset.at)) / 60));
    const [n, unit] = minutes === 0 ? [words.fresh, ""] : minutes < 60 ? [minutes, words.minute]
      : minutes < 1440 ? [Math.floor(minutes / 60), words.hour] : [Math.floor(minutes / 1440), words.day];
    since.querySelector("b").textContent = n;
    since.querySelector(".unit").textContent = unit;
    if (row.dataset.list === "waiting") row.classList.toggle("late", minutes >= 15);
    const id = Number(row.id.slice(2));
    const chip = row.querySelector(".chip.new");
    if (chip) chip.hidden = Number(row.dataset.last) <= Number(kept(READ + id));
    row.toggleAttribute("aria-current", id === openCase);
  }
  for (const name of ["waiting", "mine"]) {
    const n = all(`#rows-${name} > .row:not(.taken)`).length;
    for (const place of all(`[data-count="${name}"]`)) {
      place.textContent = n;
      if (place.classList.contains("count")) place.hidden = n === 0;
    }
  }
  const news = all("#rows-mine .chip.new:not([hidden])").length;
  document.title = news ? `(${news}) ${words.title}` : words.title;
  all(".take").forEach((b) => { b.disabled = root.classList.contains("offline"); });
}
setInterval(count, 15000);
document.addEventListener("visibilitychange", () => { markRead(); count(); });

/* ---- Pieces that the server draws --------------------------------------------------- */

function toast(text) {
  const t = byId("t-toast").content.firstElementChild.cloneNode(true);
  t.querySelector("span").textContent = text;
  showToast(t);
}

function showToast(t) {
  byId("toasts").append(t);
  setTimeout(() => t.remove(), 5000);
}

function pieces(markup) {
  const spare = document.createElement("template");
  spare.innerHTML = markup;
  return Array.from(spare.content.children);
}

// swap puts drawn pieces in place of those with the same id.
function swap(markup) {
  let put = 0;
  for (const piece of pieces(markup)) {
    if (piece.dataset.toast !== undefined) showToast(piece);
    else if (piece.classList.contains("line")) putLine(piece);
    else if (!piece.id || !byId(piece.id)) continue;
    else replace(byId(piece.id), piece);
    put += 1;
  }
  // What replaced an opened sheet is not opened by itself.
  if (location.hash.length > 1 && byId(location.hash.slice(1)) && !document.querySelector(":target")) location.replace(location.href);
  dress();
  count();
  return put;
}

// replace carries over what was typed and where the reader is.
function replace(old, piece) {
  const focus = old.contains(document.activeElement) ? document.activeElement : null;
  const at = [focus?.selectionStart, focus?.selectionEnd];
  for (const was of all("input[id]:not([type=file]), textarea[id], select[id]", old)) {
    const is = piece.querySelector(`[id="${was.id}"]`);
    if (is && was.value !== was.defaultValue && was.tagName !== "SELECT") is.value = was.value;
  }
  const file = old.querySelector("input[type=file]");
  if (file?.files.length) {
    piece.querySelector(`[id="${file.id}"]`)?.replaceWith(file);
    for (const name of all("#chosen", old)) piece.querySelector("#chosen")?.replaceWith(name);
  }
  all("details[open]", old).forEach((d, i) => { const same = all("details", piece)[i]; if (same) same.open = true; });
  const scroll = old.scrollTop;
  old.replaceWith(piece);
  piece.scrollTop = scroll;
  const again = focus?.id && byId(focus.id);
  if (!again) return;
  again.focus({ preventScroll: true });
  if (again.setSelectionRange && at[0] !== undefined && at[0] !== null) again.setSelectionRange(...at);
}

/* ---- Forms ---------------------------------------------------------------------------- */

// X-Panel: what the panel was asked to show stays while the rest is drawn anew.
const headers = () => ({ "X-Part": "1", "X-After": String(seen()), "X-Case": String(openCase), "X-Panel": location.search });

// A form that failed on its way keeps its key: sent again it is the same press. With
// other words in it, it is another one.
function rekey(form, data) {
  const said = Array.from(data).filter(([name]) => name !== "key").map(([, v]) => v.name ?? v).join("\n");
  if (form.failed !== undefined && form.failed !== said && data.has("key")) {
    const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");
    form.elements.key.value = key;
    data.set("key", key);
  }
  return said;
}

let sending = 0; // what is on its way may lead elsewhere

async function send(form, button) {
  if (form.busy) return;
  form.busy = true;
  sending += 1;
  const data = new FormData(form, button);
  const said = rekey(form, data);
  const body = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: headers() });
    const go = answer.headers.get("X-Go");
    if (answer.ok) sent(form, data.get("text"));
    if (go) {
      sending += 1; // until the next page
      return leave(new URL(go, location.href));
    }
    if (!swap(await answer.text()) && !answer.ok) throw new Error("no words came"); // of a proxy, perhaps
    if (answer.ok && /\/(card|guide)$/.test(form.action) && document.querySelector(".panel:target")) closeSheets();
  } catch {
    form.failed = said;
    toast(words.failed);
  } finally {
    form.busy = false;
    sending -= 1;
    if (later >= 0 && !sending) refresh(later);
    later = -1;
  }
}

// leave goes elsewhere, or draws the same page anew: a hash alone would not load it.
function leave(to) {
  if (to.pathname + to.search !== location.pathname + location.search) return location.assign(to);
  history.replaceState(null, "", to);
  location.reload();
}

// sent empties what has gone; what was typed meanwhile stays.
function sent(form, text) {
  const area = form.elements.text;
  if (form.id === "composer") keep(DRAFT + openCase, null);
  if (!area || area.value === text) form.reset();
  if (area && area.value === text) area.value = area.defaultValue = "";
  if (form.id !== "composer") return;
  byId("chosen").hidden = true;
  typed();
}

document.addEventListener("submit", (e) => {
  const form = e.target.closest("form[data-swap]");
  if (!form) return;
  e.preventDefault();
  send(form, e.submitter);
  if (form.id === "composer") field().focus({ preventScroll: true });
});

/* ---- The panel: another procedure is looked at without leaving the talk ----------- */

async function look(to) {
  try {
    const answer = await fetch(to.pathname + to.search, { headers: headers() });
    const text = await answer.text();
    if (!answer.ok || !text.includes('id="panel"')) throw new Error("no panel came");
    history.replaceState(null, "", to.pathname + to.search + location.hash);
    swap(text);
    const found = to.searchParams.has("find") && byId("found");
    (found || byId("guide"))?.focus({ preventScroll: true });
    (found || byId("guide"))?.scrollIntoView({ block: "nearest" });
  } catch {
    location.assign(to);
  }
}

document.addEventListener("click", (e) => {
  const link = e.target.closest("a[data-beside]");
  if (!link || e.ctrlKey || e.metaKey || e.shiftKey) return;
  e.preventDefault();
  look(new URL(link.href, location.href));
});
document.addEventListener("submit", (e) => {
  const form = e.target.closest("form[data-beside]");
  if (!form) return;
  e.preventDefault();
  const to = new URL(form.action);
  to.search = new URLSearchParams(new FormData(form)).toString();
  look(to);
});

/* ---- Live ------------------------------------------------------------------------------ */

let wait = 500;
let later = -1; // the version that a refresh is put off for

const version = () => Number(byId("dock")?.dataset.version ?? 0);

// refresh draws anew what stands around the lines; 0: the case may not be read any more.
async function refresh(now) {
  if (now !== 0 && now <= version()) return;
  if (sending) { // its answer is as new
    later = now;
    return;
  }
  try {
    const answer = await fetch(`/desk/cases/${openCase}`, { headers: headers() });
    if (answer.ok) swap(await answer.text());
    else if (!sending) location.assign(`/desk?did=gone&case=${openCase}`);
  } catch { /* the stream tells when the network is back */ }
}

function online(is) {
  root.classList.toggle("online", is);
  if (root.classList.toggle("offline", !is) === !byId("banner").querySelector(".net")) {
    byId("banner").querySelector(".net")?.remove();
    if (!is) {
      const banner = byId("t-offline").content.firstElementChild.cloneNode(true);
      banner.classList.add("net");
      byId("banner").append(banner);
    }
  }
  count();
}

const rowsOf = (lists) => all(".row", lists).map((r) => `${r.id} ${r.dataset.v} ${r.dataset.list}`).join();

// The stream begins with everything as it is, so that coming back is enough.
function listen() {
  const stream = new EventSource(`/desk/events?case=${openCase}&after=${seen()}`);
  const late = setTimeout(() => online(false), 8000);
  stream.addEventListener("lists", (e) => {
    clearTimeout(late);
    wait = 500;
    online(true);
    const [now] = pieces(e.data);
    if (rowsOf(now) !== rowsOf(byId("lists"))) swap(e.data); // a thumb may be on its way to a row
  });
  stream.addEventListener("row", (e) => pieces(e.data).forEach(putRow));
  stream.addEventListener("line", (e) => pieces(e.data).forEach(putLine));
  stream.addEventListener("case", (e) => refresh(Number(e.data)));
  stream.addEventListener("ended", () => location.assign("/desk"));
  stream.addEventListener("error", () => {
    stream.close();
    setTimeout(listen, wait);
    wait = Math.min(wait * 2, 8000);
    if (wait > 2000) online(false);
    clearTimeout(late);
  });
}

/* ---- The coordinator's board -------------------------------------------------------- */

// Its lists hold more than the stream tells this volunteer, so they are asked for.
async function refreshBoard() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/desk/team", { headers: headers() });
    const [now] = answer.ok ? pieces(await answer.text()) : [];
    const old = byId("board");
    if (now?.id === "board" && !now.isEqualNode(old) && !old.matches(":active")) replace(old, now); // no button goes from under a thumb
  } catch { /* the stream tells when the network is back */ }
}

if (byId("board")) {
  setInterval(refreshBoard, 10000);
  document.addEventListener("visibilitychange", refreshBoard);
}

addEventListener("offline", () => online(false));
if (document.body.dataset.live !== undefined) listen();
if (log) {
  if (location.search === "?off") history.replaceState(null, "", location.pathname + location.hash); // said once
  toEnd();
  markRead();
}
dress();
count();
