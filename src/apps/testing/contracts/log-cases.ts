import type { PendingEvent, SignedCheckpoint } from '../../../domain/log/ports/index.js';
import { alone, batch, bytes, event, hex, refused, type StoresCase, same } from './support.js';

/** Cases for a log and its ledger: batches, answers, integrity events, checkpoints, files. */
export const LOG_CASES: readonly StoresCase[] = [
  [
    'an empty log begins at zero',
    async (stores) => {
      same(await stores.decisions.size('main'), { nextSeq: 0, size: 0 });
      same(await stores.decisions.readAt('main', 0), null);
    },
  ],
  [
    'gives back what was appended, by number, by entry and in order',
    async (stores) => {
      await stores.decisions.append(alone([batch(0), batch(1), batch(2)]));
      same(await stores.decisions.size('main'), { nextSeq: 3, size: 6 });
      same(await stores.decisions.size('reads'), { nextSeq: 0, size: 0 });
      same(await stores.decisions.read('main', 1), batch(1));
      same(await stores.decisions.readAt('main', 4), batch(2));
      same(await stores.decisions.readAt('main', 6), null);
      same(
        (await stores.decisions.readFrom('main', 1, 1)).map(({ seq }) => seq),
        [1],
      );
    },
  ],
  [
    'takes a commit as a whole or not at all',
    async (stores) => {
      await refused(stores.decisions.append(alone([batch(3), batch(1)])));
      same(await stores.decisions.size('main'), { nextSeq: 3, size: 6 });
      await stores.decisions.append(alone([batch(3)]));
    },
  ],
  [
    'gives leaves from the batch that holds an entry on',
    async (stores) => {
      const ranges = await stores.decisions.leavesFrom('main', 3, 2);
      same(
        ranges.map(({ firstIndex }) => firstIndex),
        [2, 4],
      );
    },
  ],
  [
    'gives ids by time of receipt',
    async (stores) => {
      const seqs: number[] = [];
      for await (const { seq } of stores.decisions.idsSince('main', 1002)) seqs.push(seq);
      same(seqs, [2, 3]);
    },
  ],
  [
    'replaces parts only of the row that was read',
    async (stores) => {
      const old = (await stores.decisions.read('main', 1))!;
      const sealedAnew = {
        ...old,
        payload: { page: 9, slot: 9, bytes: bytes(5, 9) },
        attributes: { page: 9, slot: 8, bytes: bytes(6, 9) },
        erased: bytes(1, 3),
      };
      same(await stores.decisions.replaceParts(sealedAnew, old), true);
      same(await stores.decisions.replaceParts(sealedAnew, old), false);
      same(await stores.decisions.read('main', 1), sealedAnew);
    },
  ],
  [
    'finds what speaks about a decision',
    async (stores) => {
      const ids = new Uint8Array([...bytes(16, 7), ...bytes(16, 8)]);
      await stores.decisions.append(alone([batch(4, { kind: 'label', ids }), batch(5, { kind: 'attributes', ids })]));
      same(await stores.decisions.refsOf('main', bytes(16, 8)), [
        { kind: 'label', seq: 4, position: 1 },
        { kind: 'attributes', seq: 5, position: 1 },
      ]);
      same(await stores.decisions.refsOf('main', bytes(16, 1)), []);
    },
  ],
  [
    'keeps the first answer to a key, and forgets old ones',
    async (stores) => {
      const answer = { scope: 's', key: 'k', bodyDigest: bytes(32, 1), answer: '{"a":1}', receivedAtMs: 10 };
      const later = { ...answer, key: 'later', receivedAtMs: 20 };
      await stores.decisions.append({ batches: [], answers: [answer, later], integrityEvents: [] });
      await stores.decisions.append({ batches: [], answers: [{ ...answer, answer: '{"a":2}' }], integrityEvents: [] });
      same((await stores.decisions.idempotentAnswer('s', 'k'))?.answer, '{"a":1}');
      same(await stores.decisions.idempotentAnswer('other', 'k'), null);
      same(await stores.decisions.answerKeysSince(15), [{ scope: 's', key: 'later' }]);
      await stores.decisions.dropAnswersBefore(15);
      same(await stores.decisions.idempotentAnswer('s', 'k'), null);
    },
  ],
  [
    'keeps integrity events, newest first, and forgets their digests',
    async (stores) => {
      const event = {
        log: 'main',
        detectedAtMs: 1,
        type: 'conflict',
        firstIndex: 0,
        otherDigest: bytes(32, 5),
        source: 'x',
      } as const;
      const events = [1, 2].map((fill) => ({ ...event, decision: bytes(16, fill) }));
      await stores.decisions.append({ batches: [], answers: [], integrityEvents: events });
      same((await stores.decisions.integrityEvents('main', 1))[0]?.decision[0], 2);
      await stores.decisions.forgetDigests('main', [bytes(16, 2)]);
      same(
        (await stores.decisions.integrityEvents('main', 9)).map(({ otherDigest }) => otherDigest.length),
        [0, 32],
      );
    },
  ],
  [
    'keeps heads that grow and refuses one that contradicts',
    async (stores) => {
      const head = { log: 'main', size: 5, root: bytes(32, 1), note: 'a' } as const;
      await stores.ledger.saveCheckpoint(head);
      await stores.ledger.saveCheckpoint({ ...head, note: 'cosigned' });
      same((await stores.ledger.lastCheckpoint('main'))?.note, 'cosigned');
      for (const bad of [
        { ...head, size: 4 },
        { ...head, root: bytes(32, 2) },
      ]) {
        await refused(stores.ledger.saveCheckpoint(bad), 'LEDGER_INVALID');
      }
      await stores.ledger.saveCheckpoint({ ...head, size: 6, root: bytes(32, 3) });
      same(await stores.ledger.lastCheckpoint('reads'), null);
    },
  ],
  [
    'keeps the last head apart, the newest with witnesses, and hand-overs with the events that tell of them',
    async (stores) => {
      const { ledger, outbox } = stores;
      const note = `ledger.test/reads\n7\n${Buffer.alloc(32, 4).toString('base64')}\n\n\u2014 ledger.test/reads AAAAAAA=\n`;
      const head = { log: 'reads', size: 7, root: bytes(32, 4), note } as const;
      const plainHead = async (kept: Promise<SignedCheckpoint | null>) => {
        const found = await kept;
        return found && { ...found, root: hex(found.root) };
      };
      same([await ledger.pinnedCheckpoint('reads'), await ledger.cosignedCheckpoint('reads')], [null, null]);
      await ledger.pinCheckpoint(head);
      await ledger.saveCosignedCheckpoint({ ...head, size: 6 });
      await ledger.saveCosignedCheckpoint(head);
      for (const kept of [ledger.pinnedCheckpoint('reads'), ledger.cosignedCheckpoint('reads')]) {
        same(await plainHead(kept), { ...head, root: hex(head.root) });
      }
      const rotation = { log: 'reads', fromSize: 7, statement: 's', rotatedAtMs: 1, retiresAtMs: 2 } as const;
      const told: PendingEvent = { ...event(1), log: 'reads' };
      await ledger.saveRotation(rotation, told);
      same(await ledger.rotations('reads'), [rotation]);
      same(await ledger.rotations('main'), []);
      const later = event(2);
      await outbox.add(later);
      const { nextSeq } = await stores.decisions.size('main');
      same(await outbox.pending(), [
        { ...told, afterSeq: 0 },
        { ...later, afterSeq: nextSeq },
      ]);
      await outbox.done(told.id);
      await outbox.done(later.id);
      same(await outbox.pending(), []);
    },
  ],
  [
    'keeps what was found in a log apart from others, until it is taken back',
    async (stores) => {
      const { ledger } = stores;
      same(await ledger.loadFault('main'), null);
      await ledger.saveFault('main', 'entry 3 is another');
      await ledger.saveFault('main', 'entry 4 is another');
      same([await ledger.loadFault('main'), await ledger.loadFault('reads')], ['entry 4 is another', null]);
      for (let i = 0; i < 2; i++) await ledger.saveFault('main', null);
      same(await ledger.loadFault('main'), null);
    },
  ],
  [
    'keeps files by path and clears those of one log',
    async (stores) => {
      const file = { path: 'tile/0/000', bytes: bytes(3, 1) };
      await stores.ledger.writeFiles('main', [file]);
      await stores.ledger.writeFiles('reads', [file]);
      same(await stores.ledger.readFile('main', 'tile/0/000'), file.bytes);
      same(await stores.ledger.readFile('main', 'tile/0/001'), null);
      await stores.ledger.clearFiles('main');
      same(await stores.ledger.readFile('main', 'tile/0/000'), null);
      same(await stores.ledger.readFile('reads', 'tile/0/000'), file.bytes);
    },
  ],
];
