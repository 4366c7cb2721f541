import { expect, it } from 'vitest';
import { Notices, whoHas } from './index.js';

it('an explanation is read by who has the notice open: the person, or the representative by their mandate', async () => {
  const read: string[][] = [];
  const explain = async (...asked: string[]) => {
    read.push(asked);
    return null;
  };
  const notices = new Notices({ explain } as never);
  const notice = { id: 'n-1', decision: 'd-1' } as never;
  for (const by of [whoHas(null), whoHas('m-1')]) await notices.explanation(notice, by);
  expect(read).toEqual([
    ['d-1', 'notice:n-1'],
    ['d-1', 'mandate:m-1'],
  ]);
});
