import { counted } from '../../../core/base/counted.js';
import { SECOND_MS } from '../../../core/base/durations.js';
import type { MarkupContent, MarkupElement } from '../../../core/markup/index.js';
import type { ServicePage } from './frame.js';
import { button, h, link, ON, p } from './parts.js';

/** Data of the first page for a person who is signed in. */
export interface Status {
  readonly name: string;
  readonly version: string;
  readonly deployments: readonly ShownDeployment[];
  readonly records: {
    /** When the service started: the counts begin there. */
    readonly startedAtMs: number;
    readonly accepted: number;
    readonly duplicates: number;
    readonly conflicts: number;
    readonly rejected: number;
    readonly waiting: number;
  };
  readonly ledger: {
    readonly entries: number;
    readonly checkpoint: { readonly size: number; readonly root: string } | null;
    readonly isPublic: boolean;
  };
  /** What the service does by itself. */
  readonly jobs: readonly ShownJob[];
  /** Who reads the log on and on. */
  readonly followers: readonly ShownFollower[];
  /** Newest first; null for roles that may not see them. */
  readonly events: readonly ShownEvent[] | null;
}

export interface ShownDeployment {
  readonly id: string;
  readonly purpose: string;
  readonly owner: string;
  readonly version: string;
  /** Whether the service holds the bytes of that version, so that it can be explained. */
  readonly isHeld: boolean;
  readonly cutoff: number | null;
  /** Milliseconds since 1970; at or before 0: from the beginning. */
  readonly sinceMs: number;
}

export interface ShownJob {
  readonly name: string;
  readonly isRunning: boolean;
  /** Of the last run; null before the first. */
  readonly endedAtMs: number | null;
  /** `ok` or an error code; null before the first run. */
  readonly result: string | null;
  readonly nextRunAtMs: number;
}

export interface ShownFollower {
  readonly name: string;
  /** Entries that it did not take yet; null until its place was read. */
  readonly entries: number | null;
  /** How long it has been due without taking them; null until its place was read. */
  readonly waitedMs: number | null;
  /** Failures since it took something last. */
  readonly failuresInRow: number;
}

export interface ShownEvent {
  readonly type: string;
  readonly decision: string;
  readonly detectedAtMs: number;
}

const MORE: readonly MarkupElement[] = [
  h('h2', {}, 'More'),
  h(
    'ul',
    {},
    h('li', {}, link('/verify', 'Check a receipt'), ', for the person decided about'),
    h('li', {}, link('/openapi.json', 'Every address of this service'), ' (OpenAPI 3.1)'),
    h('li', {}, link('/metrics', 'Metrics'), ' (Prometheus)'),
    h(
      'li',
      {},
      link('/ledger/main/key', 'Key of the log'),
      ', and its ',
      link('/ledger/main/checkpoint', 'checkpoint'),
    ),
  ),
];

const FIRST_PAGE = { title: 'Tribune', script: 'status-page', hasBar: true } as const;

/** For whoever comes without a session: nothing of what the service holds. */
export const WELCOME: ServicePage = {
  ...FIRST_PAGE,
  body: [
    p('This service keeps automated decisions about people: each durable, provable and erasable.'),
    p(link('/sign-in?next=/', 'Sign in', { class: 'button' })),
    p('Were you decided about? ', link('/verify', 'Check your receipt'), '; you need no account.'),
  ],
};

/**
 * The first page of the service. `#live` holds what changes; its script fetches the page again and exchanges that part, so that
 * there is one way of drawing it.
 */
export const statusPage = (status: Status): ServicePage => ({
  ...FIRST_PAGE,
  body: [
    p(`Signed in as ${status.name}. Version ${status.version}.`),
    p(button('updating', 'Stop updating', { hidden: ON }), ' ', h('span', { id: 'answer', role: 'status' })),
    h(
      'div',
      { id: 'live' },
      deployments(status.deployments),
      records(status.records),
      ledger(status.ledger),
      jobs(status.jobs),
      followers(status.followers),
      events(status.events),
    ),
    ...MORE,
  ],
});

const deployments = (shown: readonly ShownDeployment[]): MarkupElement =>
  section(
    ['Deployments'],
    shown.length === 0
      ? h('p', {}, 'None yet. ', h('code', {}, 'tribune admin apply FILE.yaml'), ' registers what decisions refer to.')
      : list(
          shown.map(({ id, purpose, owner, version, isHeld, cutoff, sinceMs }) => [
            [id],
            [purpose],
            [
              `version ${version}, ${cutoff === null ? 'no cutoff' : `cutoff ${cutoff}`}`,
              ...(sinceMs > 0 ? [', since ', time(sinceMs)] : []),
              `; ${isHeld ? 'its model is held' : 'its model is not held here'}; owner ${owner}`,
            ],
          ]),
        ),
  );

const records = ({ startedAtMs, ...counts }: Status['records']): MarkupElement =>
  section(
    ['Records since the service started, ', time(startedAtMs)],
    list([
      [
        [`${count(counts.accepted)} accepted`],
        ['decisions, labels and attributes, each durable before it was answered'],
      ],
      [[`${count(counts.duplicates)} came again`], ['the same content under the same id: kept once']],
      [[`${count(counts.conflicts)} in conflict`], ['other content under a known id: kept as integrity events']],
      [[`${count(counts.rejected)} refused`], ['with the reason told to the sender']],
      [[`${count(counts.waiting)} waiting`], ['taken in and not yet committed']],
    ]),
  );

const ledger = ({ entries, checkpoint, isPublic }: Status['ledger']): MarkupElement =>
  section(
    ['Ledger'],
    list([
      [[counted(count(entries), 'entry')], ['in the log main']],
      checkpoint === null
        ? [['No checkpoint yet'], ['the first comes within a second of the first entry']]
        : [[`Signed head at ${count(checkpoint.size)}`], ['root ', h('code', {}, checkpoint.root)]],
      [
        [isPublic ? 'Public' : 'Not public'],
        [isPublic ? 'anyone may read and check the log' : 'readers need a key or a session'],
      ],
    ]),
  );

function jobs(shown: Status['jobs']): MarkupElement {
  const lines = shown.map(({ name, isRunning, endedAtMs, result, nextRunAtMs }): Line[] => [
    [name],
    endedAtMs === null ? ['has not run yet'] : ['last run ended ', time(endedAtMs), `: ${result ?? ''}`],
    isRunning ? ['runs now'] : ['next run ', time(nextRunAtMs)],
  ]);
  return section(['Done by itself'], list(lines));
}

function followers(shown: Status['followers']): MarkupElement {
  const lines = shown.map(({ name, entries, waitedMs, failuresInRow }): Line[] => [
    [name],
    [lagOf(entries, waitedMs)],
    ...(failuresInRow === 0 ? [] : [[`failed ${counted(count(failuresInRow), 'time')} in a row; it is tried again`]]),
  ]);
  return section(['Follows the log'], list(lines));
}

function lagOf(entries: number | null, waitedMs: number | null): string {
  if (entries === null || waitedMs === null) return 'has not looked yet';
  if (entries === 0) return 'has taken every entry';
  const waiting = counted(count(entries), 'entry');
  return waitedMs === 0
    ? `${waiting} to take at its next turn`
    : `${waiting} to take, for ${count(Math.round(waitedMs / SECOND_MS))} s longer than it should wait`;
}

const events = (shown: Status['events']): MarkupElement => section(['Integrity events'], shownEvents(shown));

function shownEvents(shown: Status['events']): MarkupElement {
  if (shown === null) return h('p', {}, 'Shown to auditors, legal and incident leads.');
  if (shown.length === 0) return h('p', {}, 'None.');
  return list(
    shown.map(({ type, decision, detectedAtMs }) => [
      [EVENTS[type] ?? type],
      [`decision ${decision}`],
      [time(detectedAtMs)],
    ]),
  );
}

const EVENTS: Readonly<Record<string, string>> = {
  conflict: 'Other content under a known id',
  'late-repeat': 'Repeated after the window',
  'erased-id': 'Sent again after its erasure',
};

type Line = readonly MarkupContent[];

const section = (title: Line, body: MarkupElement): MarkupElement => h('section', {}, h('h2', {}, ...title), body);

/** Each item: what it is, then lines about it. */
const list = (items: readonly (readonly Line[])[]): MarkupElement =>
  h(
    'ul',
    { class: 'list' },
    ...items.map(([what = [], ...about]) =>
      h(
        'li',
        {},
        h('div', { class: 'what' }, h('strong', {}, ...what), ...about.map((line) => h('span', {}, ...line))),
      ),
    ),
  );

const count = (n: number): string => n.toLocaleString('en');

function time(ms: number): MarkupElement {
  const iso = new Date(ms).toISOString();
  return h('time', { datetime: iso }, `${iso.slice(0, 19).replace('T', ' ')} UTC`);
}
