import { deciderUnknown } from '../../oversight/index.js';
import { noticed } from '../events/index.js';
import {
  NOTICE_LIMITS,
  type NoticeRecord,
  noticeElsewhere,
  type StoredNotice,
  tooManyNotices,
} from '../model/index.js';
import { makeNotice, type NoticesDeps, type NoticeTx } from './deps.js';
import { endLinks, hashOf, newLink } from './links.js';

/** A notice that somebody asks for. */
export interface WantedNotice {
  /** Id of the notice, so that a request that is sent again makes no second one; its link is a new one then. */
  readonly id?: string | undefined;
  readonly decision: string;
  readonly language: string;
  readonly isHighImpact: boolean;
  readonly decidedBy?: readonly string[] | undefined;
  /** How long the link is valid, ms. */
  readonly linkMs: number;
  /** Whether the sender said so, and codes of the person are valid as long. */
  readonly isLinkMsSaid: boolean;
  /** Whether the id is that of a signed link, which opens once: the notice is that of earlier links of the same content, where there is one. */
  readonly isOnce?: true;
  /** What else is done in the transaction that makes it, such as to have the person told. */
  readonly also?: (tx: NoticeTx, made: MadeNotice) => Promise<void>;
}

/** A notice with the code of its link, which is told once and kept nowhere. */
export interface MadeNotice {
  readonly record: NoticeRecord;
  readonly code: string;
  readonly untilMs: number;
}

/**
 * Makes a notice of a decision with a link that opens it once.
 *
 * @throws TribuneError DECISION_UNKNOWN, INVALID for a decision that nobody could contest, CONFLICT
 */
export async function make(deps: NoticesDeps, wanted: WantedNotice, by: string): Promise<MadeNotice> {
  const { decided } = await deps.oversight.decision(wanted.decision);
  const { decidedBy, language, isHighImpact, linkMs } = wanted;
  if (decided.route !== 'automatic' && decidedBy === undefined)
    throw deciderUnknown(`the decision ${decided.id} is ${decided.route}, and it is not said who decided it`, {
      remedy:
        'Give `decidedBy`, the names of their accounts, so that none of them reads the case where the person contests; an empty list where they have none.',
    });
  const nowMs = deps.clock.nowMs();
  const record: NoticeRecord = {
    // As the database gives it back, under which its row is sealed.
    id: wanted.id?.toLowerCase() ?? deps.acts.newId(),
    ...{ decision: decided.id, deployment: decided.deployment, language },
    ...{ madeAtMs: nowMs, madeBy: by, isHighImpact, decidedBy: decidedBy ?? null },
    ...(wanted.isLinkMsSaid ? { linkMs } : {}),
  };
  return deps.acts.run(makeNotice, async (tx) => {
    const known = await (wanted.isOnce === true ? ofEarlierLinks(tx, deps, record) : sentBefore(tx, record));
    if (known === null) await insert(tx.notices, record);
    const kept = known === null ? record : { ...known.record, ...(record.linkMs && { linkMs: record.linkMs }) };
    if (known !== null && kept.linkMs !== known.record.linkMs) await tx.notices.save({ ...known, record: kept });
    await endLinks(tx, kept.id, nowMs);
    const { code, link } = await newLink(tx, deps, { notice: kept.id, by, untilMs: nowMs + linkMs });
    const linkUntil = new Date(link.expiresAtMs).toISOString();
    const { id: notice, decision, deployment } = kept;
    tx.enter(noticed({ notice, decision, deployment, by, language: kept.language, linkUntil }));
    const made = { record: kept, code, untilMs: link.expiresAtMs };
    await wanted.also?.(tx, made);
    return made;
  });
}

async function insert(notices: Pick<NoticesDeps['store'], 'insert' | 'countOf'>, record: NoticeRecord): Promise<void> {
  const n = await notices.countOf(record.decision);
  if (n >= NOTICE_LIMITS.ofDecision)
    throw tooManyNotices(`the decision ${record.decision} has ${n} notices, which is the most`, {
      remedy: 'Give one of them a new link: POST /v1/notices/ID/links.',
    });
  await notices.insert({ record, draft: null });
}

/**
 * The notice of a request that was sent before; null for a new one. Throws where another one has the id, or this one was made with other content: who
 * must not read the case is never dropped unsaid.
 */
async function sentBefore(tx: NoticeTx, record: NoticeRecord): Promise<StoredNotice | null> {
  const known = await tx.notices.lock(record.id);
  const said = (one: NoticeRecord): string => JSON.stringify([contentOf(one), one.language]);
  if (known !== null && said(known.record) !== said(record)) throw elsewhere(record);
  return known;
}

/**
 * The notice that earlier links of the same content opened, in which stands what the person wrote; null for the first one. Throws for a link that was
 * used: its id is that of the notice that it made, or stands among the links of the one that it opened.
 */
async function ofEarlierLinks(tx: NoticeTx, deps: NoticesDeps, record: NoticeRecord): Promise<StoredNotice | null> {
  const { id, decision, language, madeAtMs: atMs, madeBy: by } = record;
  const hash = hashOf(deps, id);
  if ((await tx.notices.find(id)) !== null || (await tx.notices.link(hash)) !== null) throw elsewhere(record);
  const found = (await tx.notices.ofDecision(decision)).find((one) => contentOf(one.record) === contentOf(record));
  if (found === undefined) return null;
  const known = { ...found, record: { ...found.record, language } };
  if (language !== found.record.language) await tx.notices.save(known);
  const used = { hash, notice: known.record.id, madeAtMs: atMs, expiresAtMs: atMs, by, endedAtMs: atMs };
  await tx.notices.insertLink(used);
  return known;
}

const contentOf = ({ decision, madeBy, isHighImpact, decidedBy }: NoticeRecord): string =>
  JSON.stringify([decision, madeBy, isHighImpact, decidedBy]);

const elsewhere = ({ id }: NoticeRecord): Error =>
  noticeElsewhere(`the id ${id} is that of another notice, or of this one with other content`, {
    remedy: 'Send what was sent first, leave the id out, or give a new UUID.',
  });
