/*
 * The page in a frame of another site: it tells the script there when it is ready,
 * and when it wants to be closed. Neither says anything of the talk.
 */
"use strict";

{
  const tell = (what) => parent.postMessage(`motcua:${what}`, "*");
  byId("frame-close").addEventListener("click", () => tell("close"));
  // In the capture phase: the menu, when it is open, takes Escape for itself.
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape" && !e.isComposing && menu.hidden) tell("close");
  }, true);
  tell("ready");
}
