// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// Shows the notes of a notebook, and one of them to edit. The page's address says which: /?domain=NAME, and #KEY if the
// server wants one. That of a sealed notebook is /?domain=NAME#KEY&seal=SEAL, with the notebook's own key. The page is a clone like any other, and keeps nothing when it is closed.

import { clone, uuid } from '@m-ld/m-ld';
import { IoRemotes } from '@m-ld/m-ld/ext/socket.io';
import { MemoryLevel } from 'memory-level';
import { NotebookKey, sealed } from './sealed.mjs';
import { SharedText } from './sharedtext.mjs';
import * as tseq from './tseq.mjs';

// The notebook's data say that texts are shared, and which module of m-ld-js does that, by its name for Node.js.
globalThis.require = name => {
  if (name === '@m-ld/m-ld/ext/tseq') return tseq;
  throw Object.assign(new Error(`no module ${name}`), { code: 'MODULE_NOT_FOUND' });
};

const NOTE = 'schema:NoteDigitalDocument', NAME = 'schema:name', TEXT = 'schema:text', MODIFIED = 'schema:dateModified';
const CLOSED = 5032; // by the server's will, for one
const shown = Object.fromEntries([...document.querySelectorAll('[id]')].map(element => [element.id, element]));
const say = text => { shown.status.textContent = text; };
const domain = new URLSearchParams(location.search).get('domain');
const [key, seal] = location.hash.slice(1).split('&seal=').map(decodeURIComponent);

const notes = new Map; // the heads of those that are not in the trash
let open; // the note that is shown: { id, text }
let meld;

const values = value => value == null ? [] : Array.isArray(value) ? value : [value];
const plain = value => values(value).map(one => `${one['@value'] ?? one}`).sort().at(-1) ?? '';

function showNotes() {
  const newestFirst = [...notes.values()].sort((a, b) => plain(b[MODIFIED]).localeCompare(plain(a[MODIFIED])));
  shown.notes.replaceChildren(...newestFirst.map(note => {
    const button = document.createElement('button');
    button.textContent = plain(note[NAME]) || 'Untitled';
    button.dataset.id = note['@id'];
    button.ariaCurrent = note['@id'] === open?.id;
    button.onclick = () => meld.read(state => show(state, note['@id']));
    return button;
  }));
}

async function keepHead(state, id) {
  const note = await state.get(id, '@type', NAME, MODIFIED, 'cp:trashed');
  if (id === 'notebook') shown.notebook.textContent = plain(note?.[NAME]) || 'Notebook';
  const isShown = values(note?.['@type']).includes(NOTE) && !note['cp:trashed'];
  isShown ? notes.set(id, note) : notes.delete(id);
  if (id !== open?.id) return;
  shown.note.hidden = !isShown;
  if (document.activeElement !== shown.title) shown.title.value = plain(note?.[NAME]);
}

async function show(state, id) {
  const note = await state.get(id);
  if (!note) return;
  // A text area of its own, so that what is still on its way in the last one gets to its note.
  const area = shown.text.cloneNode();
  shown.text.replaceWith(area);
  shown.text = area;
  shown.title.value = plain(note[NAME]);
  shown.note.hidden = false;
  open = { id, text: new SharedText(area, plain(note[TEXT]), change => writeText(id, change)) };
  showNotes();
}

function writeText(id, change) {
  setTimeout(stamp, 1000, id);
  return meld.write(async state => {
    const note = await state.get(id);
    if (!note) throw new Error('Somebody has deleted this note.');
    await change(plain(note[TEXT]), async splice => {
      if (!(TEXT in note)) state = await state.write({ '@id': id, [TEXT]: '' });
      await state.write({ '@update': { '@id': id, [TEXT]: { '@splice': splice } } });
    });
  });
}

/// When a note was last changed is told once for all that is typed in a while.
const stamped = new Map;
async function stamp(id) {
  if (Date.now() - (stamped.get(id) ?? 0) < 1000) return;
  stamped.set(id, Date.now());
  const now = { '@type': 'http://www.w3.org/2001/XMLSchema#dateTime', '@value': new Date().toISOString() };
  await meld.write({ '@update': { '@id': id, [MODIFIED]: now } });
}

shown.title.onchange = () => meld.write({ '@update': { '@id': open.id, [NAME]: shown.title.value } });

async function start() {
  if (!domain) throw new Error('This address names no notebook: it must end with ?domain= and the name.');
  if (domain.endsWith('.sealed') && !seal)
    throw new Error('This notebook is sealed: the address must end with #&seal= and the key of the notebook.');
  const remotes = seal ? sealed(IoRemotes, new NotebookKey(seal), error => say(error.message)) : IoRemotes;
  meld = await clone(new MemoryLevel, remotes, {
    '@id': uuid(), '@domain': domain, genesis: false, logLevel: 'warn',
    // Changes of texts that m-ld-js has put together are more than other clones of it can always take.
    journal: { adminDebounce: 0 },
    '@context': { schema: 'http://schema.org/', cp: 'http://commonplace.example/ns#' },
    constraints: [{ '@type': 'single-valued', property: NAME }],
    io: { uri: location.origin, opts: { auth: { key } } }
  });
  meld.status.subscribe({
    next: ({ online }) => say(online ? 'Everything is shared as you type.' : 'Offline. What you type is shared later.'),
    error: () => say('Left the notebook. Load the page again.')
  });
  meld.follow(update => {
    for (const subject of ['@insert', '@delete', '@update'].flatMap(name => values(update[name])))
      changed.add(subject['@id']);
    refresh();
  });
  await meld.read(async state => {
    changed.add('notebook');
    for (const { '?note': { '@id': id } } of await state.read({ '@select': '?note', '@where': { '@id': '?note', '@type': NOTE } }))
      changed.add(id);
  });
  refresh();
}

/// Reads what has changed. Not while we are told of it: who waits there for something keeps the clone from going on.
const changed = new Set;
let isRefreshing = false;
async function refresh() {
  if (isRefreshing) return;
  isRefreshing = true;
  try {
    while (changed.size) {
      await meld.read(async state => {
        const ids = [...changed];
        changed.clear();
        for (const id of ids) {
          await keepHead(state, id);
          if (id === open?.id) open.text.receive(plain((await state.get(id, TEXT))?.[TEXT]));
        }
        showNotes();
      });
    }
  } finally {
    isRefreshing = false;
  }
}

addEventListener('unhandledrejection', ({ reason }) =>
  say(`What you typed last may not be shared. Copy it, and load the page again. (${reason?.message ?? reason})`));

start().catch(error => say(error.status === CLOSED ?
  'The server does not let this page in. If it wants a key, put that at the end of this address, after #.' : error.message));
