import { encodeHex, utf8 } from '../../../core/base/bytes.js';
import { endOfDay } from '../../../core/base/durations.js';
import { linkMade, noticeOpened } from '../events/index.js';
import {
  CODE_BYTES,
  codeFrom,
  linkUnusable,
  NOTICE_LIMITS,
  type NoticeLink,
  type NoticeRecord,
  noticeUnknown,
  readCode,
  SESSION_MS,
} from '../model/index.js';
import { makeLink, type NoticesDeps, type NoticeTx, openNotice, SUBJECT } from './deps.js';

const SESSION_BYTES = 32;

/** The hash under which a code or the token of a session is kept. */
export const hashOf = ({ crypto }: Pick<NoticesDeps, 'crypto'>, secret: string): string =>
  encodeHex(crypto.sha256(utf8(secret)));

/** A link that is wanted; `mandate` for that of a representative. */
interface NewLink {
  readonly notice: string;
  readonly by: string;
  readonly untilMs: number;
  readonly mandate?: string | undefined;
}

/** Makes a link within an act. People are told the day until which it opens their notice, so it holds to the end of that UTC day. */
export async function newLink(
  tx: NoticeTx,
  deps: Pick<NoticesDeps, 'crypto' | 'clock'>,
  { notice, by, untilMs, mandate }: NewLink,
): Promise<{ readonly code: string; readonly link: NoticeLink }> {
  // The log has an entry of each that has ended: whoever comes back often is not locked out.
  await tx.notices.removeOldLinks(notice, NOTICE_LIMITS.links - 1);
  const code = codeFrom(deps.clock.randomBytes(CODE_BYTES));
  const link: NoticeLink = {
    ...{
      hash: hashOf(deps, code),
      notice,
      madeAtMs: deps.clock.nowMs(),
      expiresAtMs: endOfDay(untilMs),
      by,
      endedAtMs: null,
    },
    ...(mandate === undefined ? {} : { mandate }),
  };
  await tx.notices.insertLink(link);
  return { code, link };
}

/** Whose links: those of the person (undefined), those of a representative by a mandate, or all of a notice. */
type Whose = string | undefined | 'all';

/** Ends the links of a notice that were not used; those of the person leave those of their representatives, and the other way. */
export async function endLinks(tx: NoticeTx, notice: string, atMs: number, whose?: Whose): Promise<void> {
  for (const link of await tx.notices.links(notice))
    if (link.endedAtMs === null && (whose === 'all' || link.mandate === whose)) await tx.notices.endLink(link, atMs);
}

/** Ends what a representative has by a mandate: their link, and every browser in which the notice is open by it. */
export async function endMandated(
  tx: NoticeTx,
  { notice, mandate }: Required<Pick<NewLink, 'notice' | 'mandate'>>,
  atMs: number,
): Promise<void> {
  await endLinks(tx, notice, atMs, mandate);
  await tx.notices.endSessionsBy(mandate!);
}

/** How somebody was sure that a link goes to the person whom the decision is about. */
export const CHECKS = {
  'document-seen': 'their identity document was seen',
  'signed-in': 'they are signed in at the service of whoever decided',
  'post-to-known-address': 'it goes by post to an address that was known before',
  'called-back': 'they were called back at a number that was known before',
  representative: 'their representative showed a mandate for all of it; one for less is given by itself',
} as const;
export type Check = keyof typeof CHECKS;

/** A link that replaces those before it. */
export interface ReplacedLink {
  readonly id: string;
  readonly check: Check;
  /** How long it is valid, ms; undefined for as long as the sender of the notice said. */
  readonly linkMs?: number | undefined;
  /** How long it is valid where the sender did not say, ms. */
  readonly usualMs: number;
}

/**
 * A new link for a notice whose link was lost or used: every earlier one ends, and so does every browser in which it is open. Those of representatives
 * end as well, as whoever had the old link could have given a mandate by it; a mandate itself stands until it is ended.
 */
export const replaceLink = (
  deps: NoticesDeps,
  asked: ReplacedLink,
  by: string,
): Promise<{ readonly code: string; readonly untilMs: number }> => giveLink(deps, { ...asked, by, endsSessions: true });

/** A link with which the person comes back later; it replaces those that were not used. */
export const returnLink = (
  deps: NoticesDeps,
  { id, usualMs }: Pick<ReplacedLink, 'id' | 'usualMs'>,
): Promise<{ readonly code: string; readonly untilMs: number }> =>
  giveLink(deps, { id, check: 'session', usualMs, by: SUBJECT, endsSessions: false });

function giveLink(
  deps: NoticesDeps,
  asked: Omit<ReplacedLink, 'check'> & {
    readonly check: Check | 'session';
    readonly by: string;
    readonly endsSessions: boolean;
  },
): Promise<{ readonly code: string; readonly untilMs: number }> {
  const { id, check, linkMs, usualMs, by, endsSessions } = asked;
  return deps.acts.run(makeLink, async (tx) => {
    const known = await tx.notices.lock(id);
    if (known === null) throw unknownNotice(id);
    const nowMs = deps.clock.nowMs();
    const untilMs = nowMs + (linkMs ?? known.record.linkMs ?? usualMs);
    await endLinks(tx, id, nowMs, endsSessions ? 'all' : undefined);
    if (endsSessions) await tx.notices.endSessionsOf(id);
    const { code, link } = await newLink(tx, deps, { notice: id, by, untilMs });
    const until = new Date(link.expiresAtMs).toISOString();
    tx.enter(linkMade({ notice: id, decision: known.record.decision, by, check, until }));
    return { code, untilMs: link.expiresAtMs };
  });
}

export const unknownNotice = (id: string) =>
  noticeUnknown(`there is no notice ${JSON.stringify(id.slice(0, 40))}`, {
    remedy: 'POST /v1/notices makes one, and its answer holds the id.',
  });

/** A notice that a person opened: the token of their session, and a code with which they come back. */
export interface OpenedNotice {
  readonly record: NoticeRecord;
  readonly token: string;
  readonly code: string;
  readonly untilMs: number;
  /** Mandate of whoever opened it; null for the person themselves. */
  readonly mandate: string | null;
}

/** Name of whoever has a notice open, in entries and cases: the person, or a representative by their mandate. */
export const whoHas = (mandate: string | null): string => (mandate === null ? SUBJECT : `mandate:${mandate}`);

/**
 * Opens a notice by the code of its link, which opens nothing afterwards.
 *
 * @throws TribuneError NOT_FOUND, alike for a code that is unknown, used, replaced or too old
 */
export async function openByCode(deps: NoticesDeps, typed: string): Promise<OpenedNotice> {
  const read = readCode(typed);
  if (read === null) throw unusable();
  // A guess takes no turn among the acts.
  if ((await deps.store.link(hashOf(deps, read))) === null) throw unusable();
  return deps.acts.run(openNotice, async (tx) => {
    const link = await tx.notices.lockLink(hashOf(deps, read));
    const nowMs = deps.clock.nowMs();
    if (link === null || link.endedAtMs !== null || nowMs > link.expiresAtMs) throw unusable();
    const stored = await tx.notices.lock(link.notice);
    if (stored === null) throw unusable();
    const { record } = stored;
    const mandate = link.mandate ?? null;
    const by = whoHas(mandate);
    await endLinks(tx, record.id, nowMs, link.mandate);
    const next = await newLink(tx, deps, {
      ...{ notice: record.id, by, untilMs: link.expiresAtMs, mandate: link.mandate },
    });
    const token = encodeHex(deps.clock.randomBytes(SESSION_BYTES));
    await tx.notices.removeSessions(nowMs - SESSION_MS);
    await tx.notices.insertSession({
      ...{ hash: hashOf(deps, token), notice: record.id, beganAtMs: nowMs, seenAtMs: nowMs, mandate },
    });
    tx.enter(noticeOpened({ actor: by, notice: record.id, of: record.decision }));
    return { record, token, code: next.code, untilMs: next.link.expiresAtMs, mandate };
  });
}

export const unusable = (): Error =>
  linkUnusable('the link does not open a notice', {
    remedy: 'It opens a notice once and for a time. Ask whoever sent the notice for a new one.',
  });
