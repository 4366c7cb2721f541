import { type ApplicantView, shownOnFile } from '../../../core/explain/index.js';
import { type Content, h, type Markup, p } from '../parts/markup.js';
import { letter, list, section, shown, table } from './parts.js';

/** The letter to the person: outcome, reasons with their own values, what was used, how to contest, and what the law asks to say. */
export function applicantLetter(view: ApplicantView): string {
  const { context } = view;
  return letter(
    view.locale,
    'Our decision and why',
    p(context.outcome),
    p(`Decided on ${context.decidedOn}.`),
    section(
      'reasons',
      'Why',
      list(view.reasons.map(reasonItem), 'ol'),
      view.comparedWith === null ? null : p(view.comparedWith),
    ),
    view.dataUsed.length === 0 ? null : section('data', 'What we used', ...dataUsed(view)),
    view.changes.length === 0 ? null : section('changes', 'What could have made it a yes', ...changes(view)),
    section('appeal', 'If you do not agree', p(context.appeal.how), p(`You can do so until ${context.appeal.by}.`)),
    section('contact', 'Contact', ...contactLines(context)),
    ...view.statements.map(({ id, heading, paragraphs }) => section(id, heading, ...paragraphs.map((text) => p(text)))),
  );
}

function reasonItem({ topic, sentence, values }: ApplicantView['reasons'][number]): Content[] {
  const own = values.map((value) => `${value.label}: ${shown(shownOnFile(value), value.unit)}`).join('; ');
  const facts = own === '' ? [] : [' ', h('br'), `On file: ${own}.`];
  return [h('strong', {}, `${topic}.`), ` ${sentence}`, ...facts];
}

const contactLines = ({ organisation, address, contact }: ApplicantView['context']): Markup[] =>
  [organisation, address, contact].flatMap((line) => (line === undefined ? [] : [p(line)]));

function dataUsed(view: ApplicantView): Markup[] {
  const rows = view.dataUsed.map((value) => [value.label, shown(shownOnFile(value), value.unit)]);
  const { dataSources, correction } = view.context;
  const sources = dataSources.length === 0 ? [] : [p('It comes from:'), list(dataSources.map((source) => [source]))];
  return [table('Your data', ['What', 'On file'], rows), ...sources, p(correction)];
}

function changes(view: ApplicantView): (Markup | null)[] {
  const options = view.changes.map((steps) => [
    steps
      .map(({ label, from, to, unit }) => `${label}: ${shown(to, unit)} instead of ${shown(from, unit)}`)
      .join('; and '),
  ]);
  return [list(options, 'ol'), view.changesNote === null ? null : p(view.changesNote)];
}
