import type { Clock, Random } from '../../../core/base/clock.js';
import { type Acts, defineAct, type Tx } from '../../acts/index.js';
import type { Oversight } from '../../oversight/index.js';
import { noticeEvents } from '../events/index.js';
import type { NoticeStore } from '../ports/index.js';
import type { NoticeCrypto } from '../sealing/index.js';

export const makeNotice = defineAct('notice.make', { enters: noticeEvents });
export const makeLink = defineAct('notice.link', { enters: noticeEvents });
export const openNotice = defineAct('notice.open', { enters: noticeEvents });
/** What a person has written and not sent; it leaves no entry, as nobody but them sees it. */
export const writeDraft = defineAct('notice.draft', { enters: [] });

/** Acts on notices. */
export const noticeActs = [makeNotice, makeLink, openNotice, writeDraft] as const;

export interface NoticeStores {
  readonly notices: NoticeStore;
}

/** What an explanation of a decision says to the person it is about, if there is one; `actor` reads it. */
export type Explain = (decision: string, actor: string) => Promise<object | 'pending' | null>;

export interface NoticesDeps {
  readonly acts: Pick<Acts<NoticeStores>, 'run' | 'newId'>;
  readonly store: NoticeStore;
  readonly oversight: Pick<Oversight, 'decision' | 'appealOf' | 'outcome' | 'appeal' | 'lead'>;
  readonly explain: Explain;
  /** Key of links that the product of the deployer signs; null where it signs none. */
  readonly signedLinkKey: Uint8Array | null;
  readonly crypto: NoticeCrypto;
  readonly clock: Pick<Clock, 'nowMs'> & Random;
}

export type NoticeTx = Tx<NoticeStores>;

/** Name of the person decided about in entries and cases; nobody's own. */
export const SUBJECT = 'subject';
