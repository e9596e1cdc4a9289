/*
 * Runs in the browser while the page is closed: it shows what the server sends, and opens
 * the page. It answers no request of the page and keeps nothing.
 */
"use strict";

self.addEventListener("push", (e) => e.waitUntil(show(e.data)));

// Browsers take the leave away from whoever is woken and shows nothing.
function show(data) {
  const { title = self.location.host, body = "", tag = "", lang = "vi" } = data?.json() ?? {};
  return self.registration.showNotification(title, { body, tag, lang, renotify: tag !== "" });
}

self.addEventListener("notificationclick", (e) => {
  e.notification.close();
  e.waitUntil(openPage());
});

// The page that is open already is brought forward, unless it is that of a shared machine.
async function openPage() {
  const all = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = all.find((one) => {
    const at = new URL(one.url);
    return at.pathname === "/" && at.search === "";
  });
  return page ? page.focus() : self.clients.openWindow("/");
}

// The browser's address changes now and then; without the new one no news would come.
self.addEventListener("pushsubscriptionchange", (e) => e.waitUntil(renew(e)));

async function renew({ newSubscription, oldSubscription }) {
  const now = newSubscription ?? await self.registration.pushManager.subscribe(oldSubscription.options);
  await fetch("/chat/push", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(now),
  });
}
