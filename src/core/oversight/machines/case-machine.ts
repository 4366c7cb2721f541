import type { ActBy, Edge, Machine } from './machine.js';

export type CaseStage =
  | 'waiting'
  | 'reading'
  | 'revealed'
  | 'panel-waiting'
  | 'panel-reading'
  | 'panel-revealed'
  | 'awaiting-subject'
  | 'escalated'
  | 'decided'
  | 'communicated'
  | 'closed';

export type CaseActName =
  | 'recheck-grant'
  | 'recheck-pass'
  | 'claim'
  | 'return'
  | 'declare-relation'
  | 'commit-view'
  | 'answer'
  | 'vote'
  | 'ask-subject'
  | 'subject-answers'
  | 'refer'
  | 'escalate'
  | 'readmit'
  | 'withdraw'
  | 'confirm-applied'
  | 'notify'
  | 'close'
  | 'erase';

type CaseEdge = Edge<CaseStage, CaseActName>;

const edge = (
  act: CaseActName,
  [from, to]: readonly [CaseStage, CaseStage],
  by: readonly ActBy[],
  entry: string,
): CaseEdge => ({ act, from, to, by, entry });

/** A panel is made of reviewers too: the role `specialist` reads attributes, and so would know the group. */
const READERS: readonly ActBy[] = ['reviewer'];
const LEADS: readonly ActBy[] = ['lead'];

/** Ways of one reading of a case, of which there are two kinds: the first reader and the members of a panel. */
const readingEdges = ([waiting, reading, revealed]: readonly [
  CaseStage,
  CaseStage,
  CaseStage,
]): readonly CaseEdge[] => [
  edge('claim', [waiting, reading], READERS, 'case.leased'),
  // A lease that ran out is taken over; whoever had it keeps no claim.
  edge('claim', [reading, reading], READERS, 'case.leased'),
  edge('claim', [revealed, reading], READERS, 'case.leased'),
  edge('return', [reading, waiting], READERS, 'case.returned'),
  edge('return', [revealed, waiting], READERS, 'case.returned'),
  edge('declare-relation', [reading, waiting], READERS, 'case.conflict-declared'),
  edge('declare-relation', [revealed, waiting], READERS, 'case.conflict-declared'),
  edge('commit-view', [reading, revealed], READERS, 'case.read-blind'),
  edge('ask-subject', [reading, 'awaiting-subject'], READERS, 'case.subject-asked'),
  edge('ask-subject', [revealed, 'awaiting-subject'], READERS, 'case.subject-asked'),
  edge('subject-answers', ['awaiting-subject', reading], ['subject', 'lead'], 'case.subject-answered'),
  edge('subject-answers', ['awaiting-subject', revealed], ['subject', 'lead'], 'case.subject-answered'),
];

const UNDECIDED: readonly CaseStage[] = [
  ...(['waiting', 'reading', 'revealed', 'panel-waiting', 'panel-reading', 'panel-revealed'] as const),
  ...(['awaiting-subject', 'escalated'] as const),
];

const ESCALATED_FROM: readonly CaseStage[] = [
  ...(['waiting', 'reading', 'revealed', 'panel-waiting', 'panel-reading', 'panel-revealed'] as const),
];

/**
 * How a case goes from its opening to its closing. Past `communicated` only two ways lead to `closed`: the erasure of the person, after which nobody is
 * left to tell, and the one reading of a case whose answer is known, by which nothing changes for anybody.
 */
export const CASE_MACHINE: Machine<CaseStage, CaseActName> = {
  name: 'case',
  what: 'A unit of human work: one decision that a person looks at again.',
  initial: 'waiting',
  states: {
    waiting: 'waits for a first reader',
    reading: 'somebody reads it, and does not know what the machine said',
    revealed: 'the reader has committed a view, and sees what the machine said and why',
    'panel-waiting': 'waits for the next member of a panel',
    'panel-reading': 'a member of the panel reads it blind',
    'panel-revealed': 'the member has committed a view, and sees the rest',
    'awaiting-subject': 'waits for something that only the person decided about can give; the clocks stand',
    escalated:
      'nobody who may read it is left, or a question goes beyond the case: whoever leads the review looks after it',
    decided: 'its outcome is known, and is to be applied and told',
    communicated: 'the person decided about was told',
    closed: 'over',
  },
  final: ['closed'],
  edges: [
    edge('recheck-grant', ['waiting', 'decided'], ['service'], 'appeal.recheck-granted'),
    edge('recheck-pass', ['waiting', 'waiting'], ['service'], 'appeal.recheck-passed'),
    ...readingEdges(['waiting', 'reading', 'revealed']),
    // Held out: decided by the view alone, so that it is known what the machine's answer does to decisions.
    edge('commit-view', ['reading', 'decided'], READERS, 'case.read-blind'),
    edge('answer', ['revealed', 'decided'], READERS, 'case.read-final'),
    edge('answer', ['revealed', 'panel-waiting'], READERS, 'case.read-final'),
    edge('refer', ['revealed', 'panel-waiting'], READERS, 'case.referred'),
    // A case whose answer is known changes nothing for anybody: it is over with its one reading.
    edge('answer', ['revealed', 'closed'], READERS, 'case.read-final'),
    edge('refer', ['revealed', 'closed'], READERS, 'case.referred'),
    ...readingEdges(['panel-waiting', 'panel-reading', 'panel-revealed']),
    edge('vote', ['panel-revealed', 'panel-waiting'], READERS, 'appeal.panel-vote'),
    edge('vote', ['panel-revealed', 'decided'], READERS, 'appeal.panel-vote'),
    // Out of a reading only once its lease ran out, such as where the account of the reader is closed and nobody else may read it.
    ...ESCALATED_FROM.map((from) => edge('escalate', [from, 'escalated'], ['lead', 'service'], 'case.escalated')),
    ...(['waiting', 'panel-waiting'] as const).map((to) =>
      edge('readmit', ['escalated', to], LEADS, 'case.readmitted'),
    ),
    ...UNDECIDED.map((from) => edge('withdraw', [from, 'decided'], ['subject', 'lead'], 'appeal.withdrawn')),
    edge('confirm-applied', ['decided', 'decided'], LEADS, 'appeal.applied'),
    edge('confirm-applied', ['communicated', 'communicated'], LEADS, 'appeal.applied'),
    edge('notify', ['decided', 'communicated'], LEADS, 'appeal.communicated'),
    edge('close', ['communicated', 'closed'], LEADS, 'case.closed'),
    ...[...UNDECIDED, 'decided' as const, 'communicated' as const].map((from) =>
      edge('erase', [from, 'closed'], ['service'], 'case.erased'),
    ),
  ],
};
