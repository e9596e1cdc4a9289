/*
 * The page on a machine that many share: a talk that nobody goes on with is
 * deleted, and the next person finds a fresh page. It stands on chat.js.
 */
"use strict";

{
  const idleAfter = Number(words.idle); // ms without use, then the warning
  const goneAfter = idleAfter + Number(words.warn);
  const opened = Date.now();
  let lastUse = 0; // 0: nobody has used this page yet
  let warned = false;

  const used = () => { lastUse = Date.now(); };

  // The clock of the wall, so that a machine that slept is cleared when it wakes.
  function look() {
    const idle = Date.now() - lastUse;
    if (!lastUse) renew();
    else if (idle >= goneAfter) leave();
    else warn(idle >= idleAfter ? Math.ceil((goneAfter - idle) / 1000) : 0);
  }
  const clock = setInterval(look, 250);

  // Shown with the seconds that are left, hidden at 0. Screen readers hear it once.
  function warn(seconds) {
    if (!seconds && !warned) return;
    const sentence = seconds ? words.still.replace("{n}", seconds) : "";
    if (!warned || !seconds) byId("idle-said").textContent = sentence;
    byId("idle").querySelector("p span").textContent = sentence;
    byId("idle").hidden = !seconds;
    warned = Boolean(seconds);
  }

  function use() {
    used();
    warn(0);
  }

  for (const act of ["click", "keydown", "input"]) addEventListener(act, use, true);
  // A machine that is touched or shaken is in use, but that does not take the warning away.
  for (const act of ["pointermove", "touchmove", "wheel"]) {
    addEventListener(act, () => { if (lastUse && !warned) used(); }, { capture: true, passive: true });
  }

  // A page that nobody has used for an hour says an old date.
  let renewing = false;
  async function renew() {
    if (renewing || Date.now() - opened < 20 * idleAfter) return;
    renewing = true;
    if (await ended()) startAgain();
    renewing = false;
  }

  const startAgain = () => location.replace("/?kiosk");

  async function ended() {
    try {
      const answer = await fetch(at("end"), { method: "POST", redirect: "manual" });
      return answer.type === "opaqueredirect";
    } catch {
      return false;
    }
  }

  // Nothing of the talk stays on the screen, network or not.
  function wipe() {
    clearInterval(clock);
    closeStream();
    root.classList.add("leaving");
    menu.hidden = true;
    field.value = "";
    banner(null);
    warn(0);
    log.replaceChildren();
    return forgetHere();
  }

  let left = false;
  async function leave() {
    if (left) return;
    left = true;
    byId("leaving").hidden = false;
    await wipe();
    while (!(await ended())) {
      log.replaceChildren();
      await new Promise((done) => { setTimeout(done, 3000); });
    }
    startAgain();
  }

  byId("stay").addEventListener("click", () => field.focus({ preventScroll: true }));
  byId("leave").addEventListener("submit", (e) => {
    e.preventDefault();
    leave();
  });

  // One conversation a machine: a page that opens takes the cookie, and the one that
  // was open clears itself. It begins anew when somebody looks at it.
  let stale = false;
  const others = new BroadcastChannel("motcua.kiosk");
  others.addEventListener("message", () => {
    stale = true;
    wipe();
  });
  others.postMessage("opened");
  const back = () => { if (stale && !document.hidden) location.reload(); };
  addEventListener("focus", back);
  document.addEventListener("visibilitychange", () => {
    back();
    if (!stale && !left) look();
  });

  // Closed: deleted. Where another page opens in its place, that one has a cookie already.
  addEventListener("pagehide", () => {
    if (!stale) navigator.sendBeacon(at("end"));
  });
  addEventListener("pageshow", (e) => {
    if (e.persisted) location.reload();
  });
}
