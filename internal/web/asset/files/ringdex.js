// The one script of the pages: keys, menus and what only a browser knows. Everything works without it.
(function () {
  'use strict';
  var doc = document;

  // The time zone of the reader, for times that the server writes.
  try {
    var zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (zone && doc.cookie.indexOf('ringdex_zone=' + encodeURIComponent(zone)) < 0) {
      doc.cookie = 'ringdex_zone=' + encodeURIComponent(zone) + '; path=/; max-age=31536000; samesite=lax';
    }
  } catch (e) { /* an old browser: times stay in UTC */ }

  function typing(el) {
    return el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName));
  }

  function items() {
    return Array.prototype.slice.call(doc.querySelectorAll('[data-item]'));
  }

  function step(by) {
    var all = items(), at = all.indexOf(doc.activeElement);
    var next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))];
    if (next) { next.focus(); }
    return !!next;
  }

  function help() {
    var dialog = doc.getElementById('keys');
    if (dialog && dialog.showModal) { dialog.showModal(); }
    return !!dialog;
  }

  var keys = {
    '/': function () {
      var box = doc.getElementById('search');
      if (box) { box.focus(); box.select(); }
      return !!box;
    },
    '?': help,
    j: function () { return step(1); },
    k: function () { return step(-1); },
    e: function () {
      var edit = doc.querySelector('[data-edit]');
      if (edit) { edit.click(); }
      return !!edit;
    }
  };

  doc.addEventListener('keydown', function (event) {
    if (event.key === 'Escape') {
      doc.querySelectorAll('details.menu[open]').forEach(function (menu) {
        menu.open = false;
        if (menu.contains(doc.activeElement)) { menu.querySelector('summary').focus(); }
      });
      return;
    }
    if (event.key === 'ArrowDown' && doc.activeElement.id === 'search') {
      if (step(1)) { event.preventDefault(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) { return; }
    var act = keys[event.key];
    if (act && act()) { event.preventDefault(); }
  });

  // A click outside closes a menu, and one on [data-keys] shows the keys.
  doc.addEventListener('click', function (event) {
    if (event.target.closest('[data-keys]')) { help(); }
    if (event.target.closest('[data-close]')) { event.target.closest('dialog').close(); }
    doc.querySelectorAll('details.menu[open]').forEach(function (menu) {
      if (!menu.contains(event.target)) { menu.open = false; }
    });
    var copy = event.target.closest('[data-copy]');
    if (copy && navigator.clipboard) {
      navigator.clipboard.writeText(copy.getAttribute('data-copy'));
    }
  });

  // A select that asks for it sends its form at once.
  doc.addEventListener('change', function (event) {
    if (event.target.closest('[data-now]')) { event.target.form.requestSubmit(); }
  });

  // Rows that are replaced while one of them has the focus give it to the row in the same place.
  var place = -1;
  doc.addEventListener('htmx:beforeSwap', function (event) {
    place = event.target.contains(doc.activeElement) ? items().indexOf(doc.activeElement) : -1;
  });
  doc.addEventListener('htmx:afterSettle', function () {
    var all = items();
    if (place >= 0 && all.length) { all[Math.min(place, all.length - 1)].focus(); }
    place = -1;
  });

  // A part that was put into the page gets the focus where it asks for it.
  doc.addEventListener('htmx:afterSwap', function (event) {
    var wanted = event.target.querySelector && event.target.querySelector('[data-focus]');
    if (wanted) { wanted.focus(); }
  });

  // Calls come as they ring, on the page that is looked at. The card of a call stays in its place
  // while it changes; one that was put away does not come back.
  var calls = doc.body.getAttribute('data-calls'), pops = doc.getElementById('pops'), stream = null, away = {};

  function pop(html) {
    var box = doc.createElement('template');
    box.innerHTML = html.trim();
    var card = box.content.firstElementChild, old = card && doc.getElementById(card.id);
    if (!card || away[card.id]) { return; }
    if (!old) {
      if (card.hasAttribute('data-over')) { return; }
      pops.insertBefore(card, pops.firstChild);
    } else if (old.contains(doc.activeElement)) {
      old.querySelector('[data-state]').replaceWith(card.querySelector('[data-state]'));
    } else {
      old.replaceWith(card);
    }
  }

  // The list of calls is loaded again when one changes, but not while it is being loaded, whose end
  // would lose the wish, and not under the hands of somebody who reads it.
  var stale = false;

  function reload() {
    var list = doc.querySelector('[data-calls-list]');
    stale = !!list && (list.classList.contains('htmx-request') || list.contains(doc.activeElement));
    if (list && !stale && window.htmx) { window.htmx.trigger(list, 'calls'); }
  }

  function later() {
    if (stale) { setTimeout(reload, 0); }
  }

  function listen() {
    if (doc.hidden) {
      if (stream) { stream.close(); stream = null; }
      return;
    }
    if (stream && stream.readyState !== 2) { return; }
    stream = new EventSource(calls);
    stream.addEventListener('call', function (event) { pop(event.data); });
    stream.addEventListener('list', reload);
  }

  if (calls && pops && window.EventSource) {
    listen();
    doc.addEventListener('visibilitychange', listen);
    doc.addEventListener('htmx:afterSettle', later);
    doc.addEventListener('focusout', later);
    pops.addEventListener('click', function (event) {
      var card = event.target.closest('[data-away]') && event.target.closest('.pop');
      if (card) { away[card.id] = true; card.remove(); }
    });
  }
})();
