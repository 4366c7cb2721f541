import { TribuneError } from '../../../base/errors.js';
import type { Model } from '../../../models/index.js';
import type { RecourseOption, RecourseRow } from '../../recourse/index.js';
import type { NoticeContext } from '../notice/notice.js';
import { statementsFor } from '../notice/notice-law.js';
import { checkNotice } from '../notice/read-notice.js';
import type { ReasonConfig } from '../selection/config.js';
import type { Reason, ReasonRecord, ReasonResult } from '../selection/result.js';
import { labelOf, type ReasonValue, valuesOf } from '../selection/wording.js';
import { fill } from '../texts/data-file.js';
import { type LetterText, letterTextsIn } from '../texts/letter-texts.js';
import { type ReadingAge, readingAge } from '../words/reading-age.js';

export interface ApplicantChange {
  readonly label: string;
  readonly unit: string | null;
  /** Present value as on file. */
  readonly from: number | string | null;
  readonly to: number | string | null;
}

export interface ApplicantView {
  readonly audience: 'applicant';
  readonly locale: string;
  readonly context: NoticeContext;
  readonly reasons: readonly {
    readonly topic: string;
    readonly sentence: string;
    readonly values: readonly ReasonValue[];
  }[];
  /** All values that the decision used, protected ones included, because people may see their own data. */
  readonly dataUsed: readonly ReasonValue[];
  /** The people that the person was compared with, in a sentence; null where a rule decided alone. */
  readonly comparedWith: string | null;
  /** Up to three options for a favourable decision, each a list of changes. */
  readonly changes: readonly (readonly ApplicantChange[])[];
  readonly changesNote: string | null;
  /** Statements that the law of the jurisdiction asks for, in its own words. */
  readonly statements: readonly {
    readonly id: string;
    readonly version: string;
    readonly heading: string;
    readonly paragraphs: readonly string[];
  }[];
  /** Reading age of the running text of the letter, without the statements of the law. */
  readonly reading: ReadingAge;
}

/** Most options: more are a list to study, not a choice. */
const MAX_CHANGES = 3;

/**
 * The letter to the person: outcome, reasons with their own values, data used, how to correct and contest, feasible changes.
 *
 * @throws TribuneError INVALID_ARGUMENT unless the reasons are `ready`: a blocked notice has no letter; REASONS_INVALID when the context lacks
 *   what the law of the jurisdiction asks for
 */
export function applicantView(
  model: Model,
  config: ReasonConfig,
  result: ReasonResult,
  given: { readonly context: NoticeContext; readonly recourse?: RecourseRow },
): ApplicantView {
  if (result.status !== 'ready') {
    throw new TribuneError('INVALID_ARGUMENT', `row ${result.index}: no notice, the reasons are "${result.status}"`, {
      remedy: result.why ?? 'Only reasons that are ready may go out.',
    });
  }
  const { context, recourse } = given;
  const { locale } = config.texts;
  checkNotice(context, config.texts);
  const reasons = result.reasons.map(({ topic, sentence, values }) => ({ topic, sentence, values }));
  const options =
    context.changesValidUntil === undefined || recourse === undefined ? [] : optionsOf(recourse, result.reasons);
  const changes = options.map((option) => stepsOf(config, option));
  const changesNote =
    changes.length === 0 ? null : fill(letterTextsIn(locale).changesNote, { date: context.changesValidUntil ?? '' });
  const comparedWith = result.record === null ? null : comparedSentence(result.record.baseline, locale);
  const inputs = Float64Array.from(result.record?.inputs ?? []);
  const row = { data: inputs, rows: 1, columns: inputs.length };
  const everyInput = Array.from(inputs, (_, j) => j);
  const running = [
    context.outcome,
    ...reasons.map(({ sentence }) => sentence),
    context.correction,
    context.appeal.how,
    changesNote ?? '',
    comparedWith ?? '',
  ];
  return {
    audience: 'applicant',
    locale,
    context,
    reasons,
    dataUsed: valuesOf(config, model, { row, onFile: result.record?.onFile ?? null }, everyInput),
    comparedWith,
    changes,
    changesNote,
    statements: statementsFor(config.texts).flatMap(({ id, version, heading, paragraphs }) => {
      const said = paragraphs(context);
      return said.length === 0 ? [] : [{ id, version, heading, paragraphs: said }];
    }),
    reading: readingAge(running.join(' '), locale),
  };
}

/** Name of the people compared with, under each baseline policy. */
const COMPARED: Readonly<Record<ReasonRecord['baseline']['policy'], LetterText>> = {
  'just-approved': 'comparedJustApproved',
  approved: 'comparedApproved',
  'all-applicants': 'comparedAllApplicants',
  'max-points': 'comparedMaxPoints',
};

const comparedSentence = ({ policy, indices }: ReasonRecord['baseline'], locale: string): string =>
  fill(letterTextsIn(locale)[COMPARED[policy]], { n: indices.length });

function optionsOf(recourse: RecourseRow, reasons: readonly Reason[]): RecourseOption[] {
  if (recourse.accepted || recourse.best === null) return [];
  return [recourse.best, ...recourse.alternatives]
    .filter((option) => agrees(option, reasons) && isWithinData(option))
    .slice(0, MAX_CHANGES);
}

/**
 * Whether an option agrees with the reasons: a letter that calls a duration too short must not advise a shorter one. Both can be true of a
 * model (at a smaller amount a shorter duration helps), but a person cannot act on both, so such an option stays in the record and out of
 * the letter.
 */
function agrees(option: RecourseOption, reasons: readonly Reason[]): boolean {
  return reasons.every(({ variant, values }) =>
    values.every(({ feature }) => {
      const change = Object.hasOwn(option.changes, feature) ? option.changes[feature] : undefined;
      if (typeof change?.from !== 'number' || typeof change.to !== 'number') return true;
      return variant === 'high' ? change.to < change.from : variant === 'low' ? change.to > change.from : true;
    }),
  );
}

/** Whether an option stays within values that somebody had. A value beyond them, where no rule allows it, is no advice. */
const isWithinData = (option: RecourseOption): boolean =>
  Object.values(option.changes).every(({ beyondData }) => beyondData === undefined);

/** The changes that the person makes; columns that follow from them would read as further demands. */
function stepsOf(config: ReasonConfig, option: RecourseOption): ApplicantChange[] {
  return Object.entries(option.changes).flatMap(([feature, { from, fromText, to, derived }]) => {
    const label = labelOf(config, feature);
    return derived === true ? [] : [{ label: label.name, unit: label.unit, from: fromText ?? from, to }];
  });
}
