import { agree, counted } from '../../core/base/counted.js';
import type { ListCounts, LogEvidence, RepeatCounts } from '../audits/source/index.js';
import type { Bands, Protection } from '../disclosure/index.js';

/** Sentences on an audit over recorded decisions: which entries were read, which were erased, which came twice, and what was checked. */
export function logSentences(log: LogEvidence): string[] {
  return [
    `log ${log.name}, entries ${log.first} to ${log.last} of ${log.size}, root ${log.root}`,
    `${log.erased} of ${counted(log.recorded, 'row')} erased`,
    ...(log.knownBefore ? [`labels known before ${log.knownBefore}`] : []),
    ...(log.lists === undefined ? [] : listSentences(log.lists)),
    ...(log.decidedAgain ? [againSentence(log.decidedAgain, log.lists !== undefined)] : []),
    ...(log.repeats === undefined || log.repeats.found === 0 ? [] : [repeatSentence(log.repeats)]),
    ...(log.protection === undefined ? [] : protectionSentences(log.protection)),
    ...(log.checkpoint === undefined ? [] : [checkSentence(log.checkpoint)]),
  ];
}

const UNFILTERED = 'everybody was audited: a filter that leaves out fewer than';

/** Sentences on what the caller was not shown, and that nothing passes on the rest. */
function protectionSentences({ leastCell, filter, bands, parts }: Protection): string[] {
  const told = parts.flatMap(({ attributes, withheld }) => {
    const { groups, people, unlabelledGroups, unlabelledPeople, scores } = withheld;
    const what = [
      ...(groups === 0
        ? []
        : [
            `${counted(people, 'person')} of ${counted(groups, 'small group')} ${agree(people, 'stands', 'stand')} as one of unknown values`,
          ]),
      ...(unlabelledPeople === 0
        ? []
        : [
            `the labels of ${counted(unlabelledPeople, 'person')} in ${counted(unlabelledGroups, 'group')} are not shown`,
          ]),
      ...(scores === 'kept'
        ? []
        : [
            scores === 'none'
              ? 'scores are not shown'
              : `scores stand in ${counted(scores, 'bin')}, each counted at the middle of its own`,
          ]),
    ];
    return what.length === 0
      ? []
      : [`${attributes.length === 0 ? 'everybody' : `by ${attributes.join(' and ')}`}: ${what.join('; ')}`];
  });
  return [
    `made for a caller who may see no person: no cell of fewer than ${counted(leastCell, 'person')} is shown, intersections of all attributes and strata are left out, and what rests on anything withheld is inconclusive`,
    ...(filter === 'not applied' ? [`${UNFILTERED} ${counted(leastCell, 'person')}, or nobody, is not applied`] : []),
    ...(bands === undefined ? [] : [bandSentence(bands)]),
    ...told,
  ];
}

/** Which words stand together; of amounts, between which of them nobody is told apart. */
function bandSentence(bands: Bands): string {
  const joined = bands.filter((words) => words.length > 1).map((words) => words.join(' and '));
  return joined.length === 0
    ? `outcomes are shown as ${bands.map(([word]) => word).join(', ')}, and nothing between them`
    : `outcomes that too few people have stand together: ${joined.join('; ')}`;
}

const againSentence = (n: number, ofLists: boolean): string =>
  `${counted(n, 'decision')} ${ofLists ? 'about a candidate' : 'at a stage'} ${agree(n, 'was', 'were')} made again later; the last recorded counts`;

/** How many recorded lists are not counted, and why; nothing where all are. */
function listSentences({ whole, notWhole }: ListCounts): string[] {
  const left = notWhole.reduce((sum, { lists }) => sum + lists, 0);
  if (left === 0) return [];
  const why = notWhole.map(
    ({ reason, lists, candidates }) => `${lists} ${reason} (${counted(candidates, 'candidate')} recorded)`,
  );
  const whose = `${left} of ${counted(whole + left, 'recorded list')}`;
  return [`${whose} ${agree(left, 'is', 'are')} not whole and not counted: ${why.join('; ')}`];
}

function repeatSentence({ found, same, other, unknown }: RepeatCounts): string {
  const kinds = [
    [same, 'with the same content'],
    [other, 'with other content'],
    [unknown, 'not comparable after an erasure'],
  ] as const;
  const parts = kinds.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`);
  return `${counted(found, 'id')} came again later (${parts.join(', ')}); the first record counts, once`;
}

function checkSentence({ status, size, origin, from, signature }: NonNullable<LogEvidence['checkpoint']>): string {
  const how =
    status === 'equal'
      ? `is that of the checkpoint of ${origin}`
      : `is extended by the checkpoint of ${origin} at ${size}`;
  const whose =
    from === 'ledger'
      ? 'as the ledger shows it'
      : 'as the answer brought it, the ledger not being readable with this key';
  const signed = signature === 'verified' ? 'signature verified' : 'signature not checked: no key of the log was given';
  return `the root ${how}, ${whose}; ${signed}`;
}
