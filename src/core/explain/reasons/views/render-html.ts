import { escapeLines, escapeText } from '../../../markup/index.js';
import { shownOnFile } from '../selection/wording.js';
import type { ApplicantView } from './applicant.js';
import type { AuditorView } from './auditor.js';
import type { DeveloperView } from './developer.js';
import { besideCutoff, list, page, paragraph, rounded, section, shown, table } from './html.js';
import type { ReviewerView } from './reviewer.js';

export type ReasonsView = ApplicantView | ReviewerView | AuditorView | DeveloperView;

/** A view as one accessible page without scripts; the same view gives the same bytes. */
export function renderReasonsHtml(view: ReasonsView): string {
  switch (view.audience) {
    case 'applicant':
      return renderApplicant(view);
    case 'reviewer':
      return renderReviewer(view);
    case 'auditor':
      return renderAuditor(view);
    case 'developer':
      return page('en', `Row ${view.index}: numbers`, code(view));
  }
}

/** JSON has no NaN; a missing input is null there. */
const code = (value: unknown): string => `<pre tabindex="0">${escapeLines(JSON.stringify(value, null, 2))}</pre>`;

function renderApplicant(view: ApplicantView): string {
  const { context } = view;
  const reasons = view.reasons.map(({ topic, sentence, values }) => {
    const own = values.map((value) => `${value.label}: ${shown(shownOnFile(value), value.unit)}`).join('; ');
    const facts = own === '' ? '' : ` <br>On file: ${escapeText(own)}.`;
    return `<strong>${escapeText(topic)}.</strong> ${escapeText(sentence)}${facts}`;
  });
  const parts = [
    `${paragraph(context.outcome)}\n${paragraph(`Decided on ${context.decidedOn}.`)}`,
    section(
      'reasons',
      'Why',
      `${list(reasons, 'ol')}${view.comparedWith === null ? '' : `\n${paragraph(view.comparedWith)}`}`,
    ),
    view.dataUsed.length === 0 ? '' : section('data', 'What we used', dataUsed(view)),
    view.changes.length === 0 ? '' : section('changes', 'What could have made it a yes', changes(view)),
    section(
      'appeal',
      'If you do not agree',
      `${paragraph(context.appeal.how)}\n${paragraph(`You can do so until ${context.appeal.by}.`)}`,
    ),
    section('contact', 'Contact', contactLines(context)),
    ...view.statements.map(({ id, heading, paragraphs }) => section(id, heading, paragraphs.map(paragraph).join('\n'))),
  ];
  return page(view.locale, 'Our decision and why', parts.filter(Boolean).join('\n'));
}

const contactLines = ({ organisation, address, contact }: ApplicantView['context']): string =>
  [organisation, address, contact].flatMap((line) => (line === undefined ? [] : [paragraph(line)])).join('\n');

function dataUsed(view: ApplicantView): string {
  const rows = view.dataUsed.map((value) => [value.label, shown(shownOnFile(value), value.unit)]);
  const { dataSources, correction } = view.context;
  const sources = dataSources.length === 0 ? '' : `<p>It comes from:</p>\n${list(dataSources.map(escapeText))}\n`;
  return `${table('Your data', ['What', 'On file'], rows)}\n${sources}${paragraph(correction)}`;
}

function changes(view: ApplicantView): string {
  const options = view.changes.map((steps) =>
    steps
      .map(({ label, from, to, unit }) => escapeText(`${label}: ${shown(to, unit)} instead of ${shown(from, unit)}`))
      .join('; and '),
  );
  return `${list(options, 'ol')}\n${view.changesNote === null ? '' : paragraph(view.changesNote)}`;
}

function renderReviewer(view: ReviewerView): string {
  const { decision } = view;
  const side = decision.accept === 'above' ? 'at or above' : 'below';
  const scoreName =
    view.rawScale === 'score' ? 'Score' : decision.scale === 'raw' ? `Score (${view.rawScale})` : 'Published score';
  const inputs = view.inputs.map((value) => [
    value.label,
    shown(shownOnFile(value), value.unit),
    value.source ?? 'not stated',
  ]);
  const contributions = view.contributions.map(({ family, value, share }) => [
    family,
    rounded(value),
    share === null ? '' : `${Math.round(share * 100)} %`,
  ]);
  const similar = [
    ...view.similar.approved.map((near) => [
      'approved',
      `row ${near.index}`,
      besideCutoff(near.score, decision.cutoff),
      rounded(near.distance),
    ]),
    ...view.similar.denied.map((near) => [
      'denied',
      `row ${near.index}`,
      besideCutoff(near.score, decision.cutoff),
      rounded(near.distance),
    ]),
  ];
  const machine = [
    paragraph(`${scoreName} ${besideCutoff(view.score, decision.cutoff)}; accepted ${side} ${decision.cutoff}.`),
    view.flags.length === 0 ? '' : list(view.flags.map(escapeText)),
    table(
      'What each family of facts did to the score',
      ['Family', view.rawScale === 'score' ? 'In favour' : `In favour (${view.rawScale})`, 'Share of the loss'],
      contributions,
    ),
    rawSentence(view),
    table('Nearest cases', ['Outcome', 'Case', scoreName, 'Distance'], similar),
    view.ruleHits.length === 0 ? '' : paragraph(`Rules that denied: ${view.ruleHits.join(', ')}.`),
    paragraph(`To decide against the machine, state one of: ${view.overrideReasons.join(', ')}.`),
  ];
  // Native disclosure: closed until the reviewer opens it, without scripts and reachable by keyboard.
  const hidden = `<details>\n<summary>I have noted my own view; show what the machine said</summary>\n${machine.filter(Boolean).join('\n')}\n</details>`;
  const body = [
    section('inputs', 'What is on file', table('Inputs', ['What', 'Value', 'Source'], inputs)),
    section('machine', 'What the machine said', hidden),
  ];
  return page('en', `Review of row ${view.index}`, body.join('\n'));
}

/** Contributions are on the raw scale always: said where the cutoff is on another. */
function rawSentence({ raw, rawScale, decision }: ReviewerView): string {
  if (raw === null) return '';
  const scale =
    rawScale === 'score'
      ? 'Together'
      : `They are on the raw scale (${rawScale}), ${decision.scale === 'raw' ? 'as the cutoff is' : 'not on that of the cutoff'}. Together`;
  return paragraph(
    `${scale} they make the difference between ${rounded(raw.baseline)}, the mean of those compared with, and ${rounded(raw.score)}, the score of this person.`,
  );
}

function renderAuditor(view: AuditorView): string {
  const { record } = view;
  const facts = [
    ['Status', view.why === null ? view.status : `${view.status}: ${view.why}`],
    [
      'Score',
      `${view.score} (${view.decision.scale}); accepted ${view.decision.accept === 'above' ? 'at or above' : 'below'} ${view.decision.cutoff}`,
    ],
    ['Model', view.digests.model],
    ['Reference', view.digests.reference],
    ['Reasons file', view.digests.reasonsFile],
    ['Texts', `${view.texts.id}, version ${view.texts.version} of ${view.texts.date}. ${view.texts.basis}`],
    ['Method', record === null ? 'none: no score was explained' : `${record.method}, scale ${record.scale}`],
    ['Baseline', record === null ? 'none' : `${record.baseline.policy}, ${record.baseline.indices.length} rows`],
    [
      'Declared baseline',
      record?.fallback == null ? 'the same' : `${record.fallback.from}, given up: ${record.fallback.why}`,
    ],
    ['Additivity error', record === null ? 'none' : String(record.additivityError)],
    ['Stability', record?.stability == null ? 'not measured' : stabilityText(record.stability)],
  ];
  const reasons = view.reasons.map(({ code: name, textId, shortfall, rise }) => [
    name,
    textId,
    rounded(shortfall),
    rounded(rise),
  ]);
  const dropped = (record?.dropped ?? []).map(({ family, why, shortfall, rise, principal }) => [
    family,
    principal === true ? `${why}, and principal` : why,
    rounded(shortfall),
    rise === null ? '' : rounded(rise),
  ]);
  const baselines = view.baselines.map(({ policy, status, codes, baselineRows }) => [
    policy,
    status,
    codes.join(', '),
    String(baselineRows),
  ]);
  const body = [
    section('facts', 'How it was made', table('Facts for a second computation', ['What', 'Value'], facts)),
    section('reasons', 'Reasons', table('Given', ['Code', 'Text', 'Raw score lost', 'Rise when replaced'], reasons)),
    section('dropped', 'Not given', table('Families left out', ['Family', 'Why', 'Raw score lost', 'Rise'], dropped)),
    section(
      'baselines',
      'Other baselines',
      table('Reasons by baseline', ['Policy', 'Status', 'Reasons', 'Rows'], baselines),
    ),
    section('record', 'Record', code(view)),
  ];
  return page('en', `Evidence for the reasons of row ${view.index}`, body.join('\n'));
}

const stabilityText = (stability: NonNullable<NonNullable<AuditorView['record']>['stability']>): string =>
  `${stability.status}, mean overlap ${rounded(stability.meanOverlap)} over ${stability.resamples} resamples, seed ${stability.seed}`;
