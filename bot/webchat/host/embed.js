/* The assistant on your page: a button, and our page in a frame once it is pressed.
   No cookie, no storage and no style of your page is touched. */
(() => {
  "use strict";
  if (document.querySelector("motcua-chat")) return;
  const { origin } = new URL(document.currentScript.src);
  const css = `
    :host { all: initial !important; position: fixed !important; z-index: 2147483000 !important; right: 0 !important; bottom: 0 !important; }
    @media print { :host { display: none !important; } }
    [hidden] { display: none !important; }
    button { box-sizing: border-box; min-height: 52px; padding: 8px 20px; border: 2px solid #fff; border-radius: 26px;
      background: #0b5c53; color: #fff; font: 600 max(17px, 1rem)/1.25 system-ui, sans-serif; cursor: pointer; }
    button:hover { background: #0a4a43; }
    button:focus-visible { outline: 3px solid #0b5c53; outline-offset: 2px; }
    .open { position: fixed; right: 16px; bottom: 16px; bottom: max(16px, env(safe-area-inset-bottom)); box-shadow: 0 4px 14px rgb(0 0 0 / 30%); }
    .panel { position: fixed; right: 16px; bottom: 84px; box-sizing: border-box; width: 362px; height: min(680px, calc(100vh - 100px));
      overflow: hidden; border: 1px solid #6b8278; border-radius: 16px; background: #f2f5f1; box-shadow: 0 6px 24px rgb(0 0 0 / 30%); }
    iframe { display: block; width: 100%; height: 100%; border: 0; }
    .close { position: absolute; top: 2px; right: 8px; }
    @media (max-width: 599px), (max-height: 479px) {
      .panel { inset: 0; width: auto; height: auto; border: 0; border-radius: 0; }
    }`;
  const make = (tag, name, more) => Object.assign(document.createElement(tag), { className: name, ...more });

  const host = make("motcua-chat", "", { lang: "vi" });
  const root = host.attachShadow({ mode: "open" });
  const open = make("button", "open", { type: "button", textContent: "Xem hồ sơ đến đâu" });
  const panel = make("div", "panel", { id: "panel", hidden: true });
  const close = make("button", "close", { type: "button", textContent: "Đóng" });
  const frame = make("iframe", "", { title: "Trợ lý tự động: xem hồ sơ đến đâu", allow: "clipboard-write", referrerPolicy: "no-referrer" });
  open.setAttribute("aria-expanded", "false");
  open.setAttribute("aria-controls", "panel");
  panel.append(frame, close);
  root.append(open, panel);
  try {
    const sheet = new CSSStyleSheet(); // no content policy forbids this one
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(make("style", "", { textContent: css }));
  }

  const show = (yes) => {
    if (yes && !frame.src) frame.src = `${origin}/?embed`; // nothing is asked of us before
    panel.hidden = !yes;
    open.setAttribute("aria-expanded", String(yes));
    (yes ? frame : open).focus();
  };
  open.addEventListener("click", () => show(panel.hidden));
  close.addEventListener("click", () => show(false));
  root.addEventListener("keydown", (e) => {
    if (e.key === "Escape" && !panel.hidden) show(false);
  });
  addEventListener("message", (e) => {
    if (e.source !== frame.contentWindow || e.origin !== origin) return;
    if (e.data === "motcua:ready") close.hidden = true; // our page has its own
    if (e.data === "motcua:close") show(false);
  });

  const put = () => document.body.append(host);
  if (document.body) put();
  else addEventListener("DOMContentLoaded", put);
})();
