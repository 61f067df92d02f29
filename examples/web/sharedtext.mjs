// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

import { textDiff } from '@m-ld/m-ld';

const spliced = (text, [index, count, content = '']) => text.slice(0, index) + content + text.slice(index + count);

// m-ld-js takes texts apart by UTF-16 units, and cannot send the halves of an emoji. So each stands in the text as a
// private-use character, as Commonplace has it. That changes no places.
const shifted = (text, by) => text.replace(/[^]/g, unit => String.fromCharCode(unit.charCodeAt(0) + by));
const stored = text => text.replace(/[\ud800-\udfff]+/g, halves => shifted(halves, 0x800));
const displayed = text => text.replace(/[\ue000-\ue3ff][\ue400-\ue7ff]/g, pair => shifted(pair, -0x800));

/// A text area whose text several people write. What is typed in it runs ahead of the clone's text, and what others
/// wrote is brought past that. What has changed is found by comparing: m-ld-js may leave out some of the splices that it
/// made at once.
export class SharedText {
  /// `write(change)` is to call change(text, apply) with the clone's text, while that cannot change. If something is to
  /// be written, that calls apply(splice).
  constructor(area, text, write) {
    this.area = area;
    this.known = text; // as the clone has it
    this.write = write;
    area.value = displayed(text);
    area.oninput = () => this.send();
  }

  /// What was typed and is not the clone's yet: a splice of its text.
  typed() {
    return textDiff(this.known, stored(this.area.value));
  }

  async send() {
    if (this.isSending) return;
    this.isSending = true;
    try {
      while (this.typed()) {
        await this.write(async (text, apply) => {
          this.receive(text); // what others wrote may not have been told yet
          const splice = this.typed();
          if (!splice) return;
          await apply(splice);
          this.known = spliced(this.known, splice);
        });
      }
    } finally {
      this.isSending = false;
    }
  }

  /// The clone's text is this now, by others or by ourselves.
  receive(text) {
    const splice = textDiff(this.known, text);
    if (!splice) return;
    const { area } = this;
    const [index, count, content = ''] = splice;
    const [at, replaced, typed = ''] = this.typed() ?? [this.known.length, 0];
    const end = at + replaced, shift = typed.length - replaced;
    // What is typed here stays, even if all around it goes.
    const after = Math.max(index, end), before = Math.min(index + count, at);
    if (after < index + count) area.setRangeText('', after + shift, index + count + shift);
    if (index < before) area.setRangeText('', index, before);
    const place = index <= at ? index : index < end ? at + typed.length : index + shift;
    if (content) area.setRangeText(displayed(content), place, place);
    this.known = text;
  }
}
