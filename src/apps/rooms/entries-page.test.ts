import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineEvent } from '../../domain/log/events/index.js';
import { entriesPage } from './entries-page.js';
import { loadRooms } from './index.js';

describe('the page of entry types', () => {
  it('is made of what the rooms declare, and the one in docs is current', async () => {
    const kept = readFileSync(new URL('../../../docs/reference/entries.md', import.meta.url), 'utf8');
    const notice = kept.split('\n')[2]!;
    expect(kept).toBe(entriesPage(await loadRooms(), notice));
  });

  it('tells each member of a payload and whether it may be absent', () => {
    const member = { who: z.string(), roles: z.array(z.string()).readonly(), n: z.int().optional(), any: z.unknown() };
    const page = entriesPage([{ title: 'T', events: [defineEvent('thing.done', member, 'It is done.')] }], 'notice');
    expect(page).toContain(
      '| `thing.done` | main | `who` text; `roles` list of text; `n` integer, may be absent; `any` anything | It is done. |',
    );
  });
});
