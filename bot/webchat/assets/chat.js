/*
 * The chat page. Lines are drawn by the server; this script puts them in, sends
 * what the citizen says, and keeps it safe while the network is away.
 */
"use strict";

const root = document.documentElement;
root.classList.remove("nojs");

const byId = (id) => document.getElementById(id);
const log = byId("log");
const scroller = document.querySelector(".columns");
const field = byId("text");
const words = byId("words").dataset;
const kiosk = words.mode === "kiosk"; // a machine that many share: nothing is kept on it

// at is an address of the server, for the mode that the page is in.
function at(path, more = "") {
  const query = [words.query.slice(1), more].filter(Boolean).join("&");
  return `/chat/${path}${query && `?${query}`}`;
}
const html = (id) => byId(id).content.firstElementChild.cloneNode(true);

/* ---- Kept in the browser: the queue and the draft --------------------------- */

const QUEUE = "motcua.queue."; // + id: a message that no 2xx has answered yet
const DRAFT = "motcua.draft";
const ENDED = "motcua.ended"; // tells other tabs that the conversation is deleted
const SENDER = "motcua.sender"; // which tab sends, where there are no Web Locks

// A browser that forbids storage, or has no room left, still talks; it only
// forgets at a reload.
const store = (() => {
  if (kiosk) return null;
  try {
    return window.localStorage;
  } catch {
    return null;
  }
})();
const memory = new Map();

const load = (key) => memory.get(key) ?? store?.getItem(key) ?? null;
const keys = () => [...memory.keys(), ...Object.keys(store ?? {})];

function keep(key, value) {
  memory.delete(key);
  if (value === null) {
    store?.removeItem(key);
    return;
  }
  try {
    store.setItem(key, value);
  } catch {
    memory.set(key, value);
  }
}

// Each message has a place of its own, so that two tabs never write over one another.
function queue() {
  return keys().filter((k) => k.startsWith(QUEUE)).map((k) => parsed(load(k))).filter(Boolean)
    .sort((a, b) => a.at - b.at);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// A message with a file is in this tab alone, as its file is.
function keepMessage(m) {
  if (m.file) memory.set(QUEUE + m.id, JSON.stringify(m));
  else keep(QUEUE + m.id, JSON.stringify(m));
}

// In the order of saying, also within one millisecond.
let lastAt = 0;
const now = () => (lastAt = Math.max(Date.now(), lastAt + 1));

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 0x0f) | 0x40;
  b[8] = (b[8] & 0x3f) | 0x80;
  const hex = Array.from(b, (n) => n.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/* ---- Scroll: a new line never takes the page away from a reader ------------- */

const lastSaid = () => Array.from(log.querySelectorAll(".said")).pop();

// The question stands at the top and its answer below; a short talk ends at the bottom.
function resting() {
  const bottom = scroller.scrollHeight - scroller.clientHeight;
  const said = lastSaid();
  if (!said) return bottom;
  const top = said.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
  return Math.max(0, Math.min(bottom, top - 10));
}

let unread = [];
let following = true; // the reader is at the end, or past the newest question
const follow = () => { scroller.scrollTop = Math.max(scroller.scrollTop, resting()); };

// The keyboard, larger text or a growing field take room: the end stays in sight.
const onRoom = new ResizeObserver(() => following && follow());
onRoom.observe(scroller);
onRoom.observe(log);

function showUnread() {
  const button = byId("new-lines");
  button.hidden = unread.length === 0;
  button.querySelector("span").textContent = words.new.replace("{n}", unread.length);
}

scroller.addEventListener("scroll", () => {
  following = scroller.scrollTop >= resting() - 48;
  if (unread.length && following) {
    unread = [];
    showUnread();
  }
}, { passive: true });

byId("new-lines").addEventListener("click", () => {
  unread[0]?.scrollIntoView({ block: "start" });
  unread = [];
  showUnread();
  field.focus({ preventScroll: true });
});

/* ---- Lines ------------------------------------------------------------------ */

let seen = Number(log.dataset.seen);

// Stored lines come in order; what still waits to be sent stays below them.
function putLine(seq, markup) {
  seen = Math.max(seen, seq);
  const spare = document.createElement("template");
  spare.innerHTML = markup;
  const line = spare.content.firstElementChild;
  const old = byId(line.id);
  if (old?.dataset.seq) return; // the same line by another way
  old?.remove();
  if (!old) line.classList.add("arrived");
  log.insertBefore(line, log.querySelector(".pending"));
  markNewest();
  if (following) {
    follow();
  } else if (line.classList.contains("told")) {
    unread.push(line);
    showUnread();
  }
  if (line.classList.contains("told")) answered(line);
}

// The newest list of choices is the loud one; what was said last, and is not
// answered yet, says when it was sent.
function markNewest() {
  const stored = log.querySelectorAll(".line[data-seq]");
  const offers = log.querySelectorAll(".choices");
  const last = stored[stored.length - 1];
  const offer = offers[offers.length - 1]?.closest(".told");
  for (const line of stored) {
    line.classList.toggle("newest", line === offer || (line === last && line.classList.contains("said")));
  }
}

function showOwn(message) {
  const id = `l-${message.id}-0`;
  let line = byId(id);
  if (!line) {
    line = html("own");
    line.id = id;
    line.querySelector(".what").textContent = message.text;
    if (message.file) describe(line.querySelector(".attached"), message.file);
    line.querySelector(".again").addEventListener("click", () => again(message.id));
    log.append(line);
  }
  line.classList.toggle("failed", Boolean(message.failed));
}

// Own lines that wait, as the queue has them; other tabs share it.
function showQueue() {
  queue().forEach(showOwn);
}

/* ---- Say -------------------------------------------------------------------- */

function say(text, press = "", file = null) {
  const message = { id: newId(), text, press, at: now() };
  if (file) {
    files.set(message.id, file);
    message.file = { kind: kindOf(file), name: file.name, size: file.size };
  }
  keepMessage(message);
  showQueue();
  document.querySelector(".tiles").classList.remove("first");
  following = true;
  scroller.scrollTop = resting();
  unread = [];
  showUnread();
  send();
}

function again(id) {
  markFailed(id, false);
  showQueue();
  field.focus({ preventScroll: true });
  send();
}

byId("composer").addEventListener("submit", (e) => {
  e.preventDefault();
  const text = field.value.trim();
  field.focus({ preventScroll: true });
  if (!text && !picked) {
    toast(words.empty, false);
    return;
  }
  field.value = "";
  typed();
  const file = picked;
  say(text, "", file);
  pick(null);
});

field.addEventListener("keydown", (e) => {
  // While a Vietnamese letter is being composed, Enter belongs to the keyboard.
  if (e.key !== "Enter" || e.shiftKey || e.isComposing || e.keyCode === 229) return;
  e.preventDefault();
  byId("composer").requestSubmit();
});

function typed() {
  // Some keyboards send the line break of an Enter that has sent the line already.
  if (/^\n+$/.test(field.value)) field.value = "";
  keep(DRAFT, field.value || null);
  fit();
}

// Grows to four lines; rows rather than a height, since styles are not written here.
function fit() {
  field.rows = 1;
  while (field.rows < 4 && field.scrollHeight > field.clientHeight + 2) field.rows += 1;
}

field.addEventListener("input", typed);

log.addEventListener("click", (e) => {
  const choice = e.target.closest(".choice, .tick");
  const copy = e.target.closest(".copy");
  const picture = e.target.closest(".picture");
  // In a frame and on a shared machine there is no other tab to show it in.
  if (picture && words.mode) {
    e.preventDefault();
    picture.classList.toggle("large");
  }
  // Nor is a machine that many share a place to browse on: the address can be read.
  if (kiosk && e.target.closest("a[target]")) e.preventDefault();
  if (choice) press(choice);
  if (copy) copyText(copy.dataset.copy);
});

async function press(choice) {
  choice.classList.add("pressed");
  setTimeout(() => choice.classList.remove("pressed"), 1500);
  const { label, press: verb, browser } = choice.dataset;
  say(label, browser === undefined ? verb : `${verb}:${await beTold()}`);
}

/* ---- News while the page is closed --------------------------------------------- */

const ios = /iP(hone|ad|od)/.test(navigator.userAgent) || (/Mac/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);

// beTold asks the person and the browser, and says what came of it: "on", or why not.
async function beTold() {
  if (words.mode) return "frame";
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return ios ? "iphone" : "cannot";
  try {
    if (await Notification.requestPermission() !== "granted") return "denied";
    const answer = await fetch(at("push"), {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(await subscription()),
    });
    return answer.ok ? "on" : "later";
  } catch {
    return "later";
  }
}

// A subscription is bound to the key of whoever sends; one of an earlier key is of no use.
async function subscription() {
  await navigator.serviceWorker.register("/sw.js");
  const { pushManager } = await navigator.serviceWorker.ready;
  const wanted = { userVisibleOnly: true, applicationServerKey: words.pushKey };
  try {
    return await pushManager.subscribe(wanted);
  } catch (e) {
    if (e.name !== "InvalidStateError") throw e;
    await (await pushManager.getSubscription()).unsubscribe();
    return pushManager.subscribe(wanted);
  }
}

// beQuiet ends it in the browser as well.
async function beQuiet() {
  try {
    const worker = await navigator.serviceWorker?.getRegistration("/");
    const mine = await worker?.pushManager?.getSubscription();
    await mine?.unsubscribe();
  } catch {
    // then nothing is sent there any more, all the same
  }
}

/* ---- A photo or file: in memory until it is sent ------------------------------ */

const FILES = "motcua.files"; // in this tab, something was not sent yet
const FILE_MOST = 10 * 1024 * 1024;
const icons = { photo: "image", document: "file-text", voice: "mic" };
const files = new Map(); // of messages that no 2xx has answered yet
let picked = null;

// Some phones do not say what their own photos are.
const apples = /\.hei[cf]$/i;

function kindOf(file) {
  if (!file.type && apples.test(file.name)) return "photo";
  return { image: "photo", audio: "voice" }[file.type.split("/")[0]] ?? "document";
}

function sizeOf(bytes) {
  const mega = bytes / 1024 / 1024;
  if (mega < 1) return `${Math.ceil(bytes / 1024)}\u00a0KB`;
  return `${mega.toLocaleString(root.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 })}\u00a0MB`;
}

function describe(place, { kind, name, size }) {
  place.hidden = false;
  place.querySelector("use").setAttribute("href", `#i-${icons[kind]}`);
  place.querySelector("span").textContent = [words[kind], name, sizeOf(size)].filter(Boolean).join(" · ");
}

// pick shows what goes with the next message; null for nothing.
function pick(file) {
  picked = file;
  noteFiles();
  const place = byId("picked");
  if (!place) return;
  place.replaceChildren();
  if (!file) return;
  const shown = html("t-picked");
  describe(shown, { kind: kindOf(file), name: file.name, size: file.size });
  const off = shown.querySelector("button");
  off.setAttribute("aria-label", words.attachOff.replace("{name}", file.name));
  off.addEventListener("click", () => {
    pick(null);
    field.focus({ preventScroll: true });
  });
  place.append(shown);
}

async function choose(file) {
  const light = await lighter(file);
  if (light.size > FILE_MOST) {
    toast(words.tooLarge, false);
    return;
  }
  pick(light);
  field.focus({ preventScroll: true });
}

// A photo of a phone is made as large as it will be kept, so that a slow line carries
// a tenth, and one of a kind that is not read here (HEIC) is made a JPEG, even a larger
// one. Where the browser cannot open it, it goes as it is.
async function lighter(file) {
  const readable = /^image\/(jpeg|png|webp|gif)$/.test(file.type);
  if (kindOf(file) !== "photo" || (readable && file.size < 600 * 1024)) return file;
  try {
    const full = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, 2048 / Math.max(full.width, full.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(full.width * scale));
    canvas.height = Math.max(1, Math.round(full.height * scale));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "white";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(full, 0, 0, canvas.width, canvas.height);
    const light = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.85); });
    return light && (!readable || light.size < file.size) ? new File([light], file.name, { type: light.type }) : file;
  } catch {
    return file;
  }
}

byId("attach")?.addEventListener("click", () => byId("file").click());
byId("file")?.addEventListener("change", (e) => {
  const [file] = e.target.files;
  if (file) choose(file);
  e.target.value = ""; // the same one may be chosen again
});

// After a reload the page says that what was not sent is gone.
function noteFiles() {
  if (!store) return;
  if (picked || files.size) sessionStorage.setItem(FILES, "1");
  else sessionStorage.removeItem(FILES);
}

function tellLostFiles() {
  if (!store || !sessionStorage.getItem(FILES)) return;
  sessionStorage.removeItem(FILES);
  if (byId("t-lost")) log.append(html("t-lost"));
}

// upload is a fetch that says how much is through.
function upload({ id, text }, signal) {
  const form = new FormData();
  form.append("id", id);
  form.append("text", text);
  form.append("file", files.get(id));
  return new Promise((done, fail) => {
    const call = new XMLHttpRequest();
    call.open("POST", at("messages"));
    call.upload.addEventListener("progress", (e) => showProgress(id, e.loaded / e.total));
    call.upload.addEventListener("load", startWaiting);
    call.addEventListener("load", () => {
      const headers = { "Retry-After": call.getResponseHeader("Retry-After") ?? "" };
      done(new Response(call.responseText, { status: call.status, headers }));
    });
    for (const end of ["error", "abort"]) call.addEventListener(end, () => fail(new Error(end)));
    signal.addEventListener("abort", () => call.abort());
    call.send(form);
  });
}

function showProgress(id, part) {
  const state = byId(`l-${id}-0`)?.querySelector(".online");
  if (state) state.textContent = words.uploading.replace("{percent}", Math.floor(100 * part));
}

/* ---- Send: one sender across tabs, the next after the last one's 2xx --------- */

const pause = (ms) => new Promise((done) => {
  const timer = setTimeout(done, ms);
  wake = () => { clearTimeout(timer); done(); };
});
let wake = () => {};
let sending = false;

// send lets this tab or another one send what waits.
async function send() {
  wake();
  if (sending) return;
  sending = true;
  try {
    if (kiosk) await drain();
    else if (navigator.locks) await navigator.locks.request(SENDER, drain);
    else await withLease(drain);
  } finally {
    sending = false;
    reloadIfAsked();
  }
  if (queue().some((m) => !m.failed)) send();
}

// Pages over plain HTTP have no Web Locks; there the sender renews a note. Two
// senders for a moment do no harm: the server takes each id once.
async function withLease(work) {
  const me = newId();
  const heldUntil = () => Number(load(SENDER)?.split(" ")[1] ?? 0);
  while (heldUntil() > Date.now()) await pause(500);
  const renew = () => keep(SENDER, `${me} ${Date.now() + 4000}`);
  renew();
  const timer = setInterval(renew, 1000);
  try {
    await work();
  } finally {
    clearInterval(timer);
    keep(SENDER, null);
  }
}

async function drain() {
  let tries = 0;
  for (let m = next(); m; m = next()) {
    inHand = post(m, tries);
    const wait = await inHand;
    tries = wait ? tries + 1 : 0;
    if (wait) await pause(wait);
  }
}

let inHand = Promise.resolve(0);
const next = () => queue().find((m) => !m.failed);

// post gives back how long to wait before the next try, 0 when there is none.
async function post(message, tries) {
  const { id, text, press, file } = message;
  if (!file) startWaiting();
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), file ? 180000 : 30000);
  try {
    const answer = file ? await upload(message, limit.signal) : await fetch(at("messages"), {
      method: "POST", headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ id, text, press }), signal: limit.signal,
    });
    online(true);
    if (answer.ok) return await taken(message, await answer.json());
    if (answer.status < 500 && ![408, 429].includes(answer.status)) return refused(id);
    return Math.max(backOff(tries), 1000 * Number(answer.headers.get("Retry-After") ?? 0));
  } catch {
    if (!limit.signal.aborted) online(false);
    return backOff(tries);
  } finally {
    clearTimeout(timer);
  }
}

const backOff = (tries) => Math.min(15000, 1000 * 2 ** Math.min(tries, 5)) * (0.75 + Math.random() / 2);

async function taken({ id, text }, answer) {
  stopWaiting();
  keep(QUEUE + id, null);
  sentWhileBack += 1;
  const file = files.get(id);
  files.delete(id);
  noteFiles();
  if (answer.new) {
    await startOver(id, text, file);
    return 0;
  }
  if (!streamOpen() || !byId(`l-${id}-0`)?.dataset.seq) await fetchLines();
  tellBack();
  return 0;
}

// The cookie had run out, and this is a new conversation; or, in a frame, the browser
// keeps no cookie at all, and there would be a new one for ever: then the words come
// back into the field, and the banner shows the way to our own page.
async function startOver(id, text, file) {
  const lines = words.mode === "embed" ? await newLines(0) : null;
  if (lines?.length !== 0) {
    location.reload();
    return;
  }
  banner(html("t-no-cookie"));
  byId(`l-${id}-0`)?.remove();
  field.value = field.value || text;
  typed();
  if (file) pick(file);
}

function markFailed(id, failed) {
  const message = queue().find((m) => m.id === id);
  if (message) keepMessage({ ...message, failed });
}

function refused(id) {
  stopWaiting();
  markFailed(id, true);
  showQueue();
  return 0;
}

/* ---- Waiting for an answer --------------------------------------------------- */

// The sign appears after one second, the words of slowness after eight, counted
// from the first try of a message, and go when something is answered.
let waitTimers = [];

function startWaiting() {
  if (waitTimers.length) return;
  waitTimers = [setTimeout(typing, 1000, "typing"), setTimeout(typing, 8000, "slow")];
}

function stopWaiting() {
  waitTimers.forEach(clearTimeout);
  waitTimers = [];
  typing("");
}

function typing(part) {
  for (const sign of byId("typing").children) sign.hidden = sign.dataset.part !== part;
  if (part && following) follow();
}

/* ---- Network ----------------------------------------------------------------- */

let isOnline = true;
let sentWhileBack = 0;
let wasAway = false;

function online(yes) {
  if (yes === isOnline) return;
  isOnline = yes;
  root.classList.toggle("offline", !yes);
  if (yes) {
    wasAway = Boolean(next());
    sentWhileBack = 0;
    banner(null);
    openStream();
  } else {
    stopWaiting();
    banner(html("t-offline"));
  }
}

// Said once everything that waited is through.
function tellBack() {
  if (!wasAway || next()) return;
  wasAway = false;
  const said = html("t-back");
  said.querySelector("span").textContent = said.textContent.trim().replace("{n}", sentWhileBack);
  banner(said);
  setTimeout(() => said.remove(), 4000);
}

const banner = (what) => byId("banner").replaceChildren(...(what ? [what] : []));

addEventListener("offline", () => online(false));
addEventListener("online", () => {
  // Believed only when something gets through: the sender tries at once.
  if (next()) send();
  else fetchLines();
});

/* ---- Lines as they come ------------------------------------------------------- */

let stream = null;
let reopen = 0;

const streamOpen = () => stream?.readyState === EventSource.OPEN;

function openStream() {
  clearTimeout(reopen);
  if (document.hidden || root.classList.contains("leaving") || (stream && stream.readyState !== EventSource.CLOSED)) return;
  stream = new EventSource(at("events", `after=${seen}`));
  stream.addEventListener("line", (e) => putLine(Number(e.lastEventId), e.data));
  stream.addEventListener("open", () => online(true));
  stream.addEventListener("error", () => {
    // The browser comes back by itself unless the answer was an error.
    if (stream.readyState === EventSource.CLOSED) reopen = setTimeout(openStream, 5000);
    if (!navigator.onLine) online(false);
  });
}

// A page that nobody looks at holds no connection; browsers allow few of them.
function closeStream() {
  stream?.close();
}

document.addEventListener("visibilitychange", () => (document.hidden ? closeStream() : openStream()));
addEventListener("pagehide", closeStream);
addEventListener("pageshow", openStream);

async function fetchLines() {
  for (const line of (await newLines(seen)) ?? []) putLine(line.seq, line.html);
}

// newLines are the lines after a number, null when they cannot be had now.
async function newLines(after) {
  try {
    const answer = await fetch(at("lines", `after=${after}`));
    if (!answer.ok) return null;
    online(true);
    return (await answer.json()).lines;
  } catch {
    online(false);
    return null;
  }
}

/* ---- Language ------------------------------------------------------------------ */

let reloadAsked = false;

// An answer ends the waiting. One in the other language turns the page, once; on a
// shared machine a new page would be a new conversation, so there it stays. What comes
// by itself answers nothing, and a human writes as they like.
function answered(line) {
  if (!byId(line.id.replace(/-[0-9]+$/, "-0"))) return;
  stopWaiting();
  const lang = line.dataset.lang;
  if (!lang || lang === root.lang || kiosk) return;
  setCookie("lang", lang);
  reloadAsked = true;
  if (!sending) reloadIfAsked();
}

function reloadIfAsked() {
  if (!reloadAsked) return;
  reloadAsked = false;
  location.reload();
}

/* ---- Settings: cookies, so that the server draws the page right at once ---------- */

function setCookie(name, value) {
  if (kiosk) return;
  const own = location.protocol === "https:" ? "samesite=lax; secure" : "samesite=lax";
  const [prefix, bounds] = words.mode === "embed" ? ["motcua_embed_", "samesite=none; secure; partitioned"] : ["motcua_", own];
  document.cookie = `${prefix}${name}=${value}; path=/; max-age=31536000; ${bounds}`;
}

const sizes = ["100", "125", "150", "200"];
const sizeNow = () => sizes.find((s) => root.classList.contains(`s${s}`)) ?? "100";

const settings = {
  size(value) {
    sizes.forEach((s) => root.classList.toggle(`s${s}`, s === value));
    byId("size").setAttribute("aria-label", words.size.replace("{percent}", value));
    hint();
    fit();
  },
  theme(value) {
    root.classList.toggle("light", value === "light");
    root.classList.toggle("dark", value === "dark");
  },
  // The bot must know it as well, once there is a talk: it is told in words, as
  // anyone would. The reload does no harm, the sender goes on from the queue.
  lang(value, label) {
    if (kiosk) {
      location.replace(`/?kiosk&lang=${value}`); // a new conversation, in that language
      return;
    }
    if (seen || next()) say(label);
    location.reload();
  },
};

function set(name, value, label) {
  setCookie(name, value);
  settings[name](value, label);
  for (const b of document.querySelectorAll(`[data-setting="${name}"] button`)) {
    b.setAttribute("aria-pressed", String(b.dataset.value === value));
  }
}

byId("size").addEventListener("click", () => set("size", sizes[(sizes.indexOf(sizeNow()) + 1) % sizes.length]));

// A hint that does not fit says less rather than being cut.
function hint() {
  const narrow = scroller.clientWidth / parseFloat(getComputedStyle(root).fontSize) < 19;
  field.placeholder = narrow ? field.dataset.hintShort : field.dataset.hint;
}
addEventListener("resize", () => { hint(); fit(); });

/* ---- Menu ----------------------------------------------------------------------- */

const menu = byId("menu");
const opener = byId("menu-open");

function showMenu(open) {
  menu.hidden = !open;
  opener.setAttribute("aria-expanded", String(open));
  if (byId("end")) byId("end").open = false;
  (open ? byId("menu-close") : opener).focus();
}

opener.addEventListener("click", () => showMenu(menu.hidden));
byId("menu-close").addEventListener("click", () => showMenu(false));
document.addEventListener("keydown", (e) => {
  if (e.key === "Escape" && !menu.hidden) showMenu(false);
});
document.addEventListener("click", (e) => {
  if (menu.hidden || e.target.closest("#menu, #menu-open")) return;
  menu.hidden = true;
  opener.setAttribute("aria-expanded", "false");
});
menu.addEventListener("click", (e) => {
  const option = e.target.closest("[data-value]");
  if (option) set(option.closest("[data-setting]").dataset.setting, option.dataset.value, option.textContent);
});

byId("end-no")?.addEventListener("click", () => showMenu(false));
menu.querySelector("form")?.addEventListener("submit", async (e) => {
  e.preventDefault();
  await forgetHere();
  if (store) sessionStorage.setItem(ENDED, "1");
  e.target.submit();
});

// What the browser keeps of the talk is gone. A message that is on its way gets a
// moment to arrive, so that it is deleted with the others.
async function forgetHere() {
  for (const m of queue()) keep(QUEUE + m.id, null);
  keep(DRAFT, null);
  files.clear();
  pick(null);
  await Promise.race([Promise.all([inHand, beQuiet()]), new Promise((done) => { setTimeout(done, 3000); })]);
}

/* ---- Copy and toast --------------------------------------------------------------- */

async function copyText(text) {
  const done = await copied(text);
  toast(done ? words.copied : words.notCopied, done);
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedOldWay(text);
  }
}

// Pages over plain HTTP have no clipboard but this.
function copiedOldWay(text) {
  const spare = document.createElement("textarea");
  spare.className = "vh";
  spare.value = text;
  document.body.append(spare);
  const back = document.activeElement;
  spare.select();
  const done = document.execCommand("copy");
  spare.remove();
  back?.focus({ preventScroll: true });
  return done;
}

let toastTimer = 0;

function toast(text, good) {
  const note = html("t-toast");
  note.querySelector("span").textContent = text;
  if (!good) note.querySelector(".icon").remove();
  byId("toast").replaceChildren(note);
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => note.remove(), 5000);
}

/* ---- Other tabs ---------------------------------------------------------------------- */

addEventListener("storage", (e) => {
  if (kiosk) return;
  if (e.key === ENDED) location.reload();
  if (e.key?.startsWith(QUEUE)) {
    showQueue();
    if (next()) send(); // the tab that said it may be gone
  }
});

// Only the fresh page after the end tells the other tabs: then it is deleted.
function tellEnded() {
  if (!store || !sessionStorage.getItem(ENDED)) return;
  sessionStorage.removeItem(ENDED);
  keep(ENDED, String(Date.now()));
}

/* ---- Start --------------------------------------------------------------------------- */

tellEnded();
tellLostFiles();
field.value = load(DRAFT) ?? "";
hint();
fit();
showQueue();
scroller.scrollTop = resting();
openStream();
if (!navigator.onLine) online(false);
if (next()) send();
