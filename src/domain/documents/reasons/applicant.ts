import { type ApplicantView, shownOnFile } from '../../../core/explain/index.js';
import { fill, letterTextsIn } from '../../../core/explain/reasons/texts/index.js';
import { type Content, h, type Markup, p } from '../../pages/parts/index.js';
import { letter, list, section, shown, table } from './parts.js';

type Words = ReturnType<typeof letterTextsIn>;

/**
 * The letter to the person: outcome, reasons with the person's own values, data used, how to contest, and the statements that the law asks
 * for.
 */
export function applicantLetter(view: ApplicantView): string {
  const { context } = view;
  const words = letterTextsIn(view.locale);
  return letter(
    view.locale,
    words.title,
    p(context.outcome),
    p(fill(words.decidedOn, { date: context.decidedOn })),
    section(
      'reasons',
      words.why,
      list(
        view.reasons.map((reason) => reasonItem(reason, words)),
        'ol',
      ),
      view.comparedWith === null ? null : p(view.comparedWith),
    ),
    view.dataUsed.length === 0 ? null : section('data', words.whatWeUsed, ...dataUsed(view, words)),
    view.changes.length === 0 ? null : section('changes', words.changesTitle, ...changes(view, words)),
    section('appeal', words.appealTitle, p(context.appeal.how), p(fill(words.appealBy, { date: context.appeal.by }))),
    section('contact', words.contact, ...contactLines(context)),
    ...view.statements.map(({ id, heading, paragraphs }) => section(id, heading, ...paragraphs.map((text) => p(text)))),
  );
}

function reasonItem({ topic, sentence, values }: ApplicantView['reasons'][number], words: Words): Content[] {
  const own = values
    .map((value) => `${value.label}: ${shown(shownOnFile(value), value.unit, words.notGiven)}`)
    .join('; ');
  const facts = own === '' ? [] : [' ', h('br'), fill(words.onFile, { values: own })];
  return [h('strong', {}, `${topic}.`), ` ${sentence}`, ...facts];
}

const contactLines = ({ organisation, address, contact }: ApplicantView['context']): Markup[] =>
  [organisation, address, contact].flatMap((line) => (line === undefined ? [] : [p(line)]));

function dataUsed(view: ApplicantView, words: Words): Markup[] {
  const rows = view.dataUsed.map((value) => [value.label, shown(shownOnFile(value), value.unit, words.notGiven)]);
  const { dataSources, correction } = view.context;
  const sources = dataSources.length === 0 ? [] : [p(words.sources), list(dataSources.map((source) => [source]))];
  return [table(words.yourData, [words.what, words.onFileHead], rows), ...sources, p(correction)];
}

function changes(view: ApplicantView, words: Words): (Markup | null)[] {
  const value = (given: number | string | null, unit: string | null): string => shown(given, unit, words.notGiven);
  const options = view.changes.map((steps) => [
    steps
      .map(({ label, from, to, unit }) => fill(words.change, { label, to: value(to, unit), from: value(from, unit) }))
      .join(words.and),
  ]);
  return [list(options, 'ol'), view.changesNote === null ? null : p(view.changesNote)];
}
