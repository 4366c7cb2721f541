import { systemQuestions } from '../../../data/system-questions/index.js';
import type { Role } from '../../identity/index.js';

/** A question about a system that law makes a difference by. */
export interface Question {
  /** Name of its answer. */
  readonly id: string;
  readonly group: 'role' | 'prohibited' | 'annex-iii' | 'annex-i' | 'transparency' | 'use';
  readonly asks: string;
  /** Role of whoever can say it. */
  readonly who: Role;
  readonly source: string;
}

/** A class of systems. It holds where one of `any` is yes, unless all of `unlessAll` are yes and all of `unlessNot` no. */
export interface SystemClass {
  readonly id: string;
  readonly name: string;
  readonly from: string;
  readonly any: readonly string[];
  readonly unlessAll: readonly string[];
  readonly unlessNot: readonly string[];
  readonly source: string;
}

/** The conformity assessment of a class, where these answers are yes and those no. */
export interface Route {
  readonly class: string;
  readonly all: readonly string[];
  readonly not: readonly string[];
  readonly route: string;
  readonly source: string;
}

interface DatedQuestions {
  readonly date: string;
  readonly origin: string;
  /** Words for the domain of a system that controls know. */
  readonly domains: readonly string[];
  readonly questions: readonly Question[];
  readonly classes: readonly SystemClass[];
  readonly routes: readonly Route[];
}

const [NEWEST] = (systemQuestions as readonly DatedQuestions[]).toSorted((a, b) => b.date.localeCompare(a.date));

/** Questions, classes and routes of the newest file. */
export const QUESTIONS: DatedQuestions = NEWEST!;

/** What was answered about a system; what nobody answered is undefined, and is never taken for no. */
export type Answers = Readonly<Record<string, boolean | undefined>>;

/** A truth of three values with the questions that would decide it. */
export interface Truth {
  readonly is: boolean | undefined;
  /** Questions that nobody answered and that matter. */
  readonly open: readonly string[];
}

/** All of some answers are yes; no as soon as one is no. */
export function allOf(ids: readonly string[], truthOf: (id: string) => Truth): Truth {
  const truths = ids.map(truthOf);
  if (truths.some(({ is }) => is === false)) return { is: false, open: [] };
  const open = truths.filter(({ is }) => is === undefined).flatMap((one) => one.open);
  return { is: open.length > 0 ? undefined : true, open };
}

/** One of some answers is yes; yes as soon as one is. */
export function anyOf(ids: readonly string[], truthOf: (id: string) => Truth): Truth {
  const truths = ids.map(truthOf);
  if (truths.some(({ is }) => is === true)) return { is: true, open: [] };
  const open = truths.filter(({ is }) => is === undefined).flatMap((one) => one.open);
  return { is: open.length > 0 ? undefined : false, open };
}

const negated = ({ is, open }: Truth): Truth => ({ is: is === undefined ? undefined : !is, open });

const CLASSES = new Map(QUESTIONS.classes.map((one) => [one.id, one]));

/** Whether an answer is yes, or the system of a class: classes follow from answers. */
export function truthIn(answers: Answers): (id: string) => Truth {
  const answered = (id: string): Truth => {
    const is = Object.hasOwn(answers, id) ? answers[id] : undefined;
    return { is, open: is === undefined ? [id] : [] };
  };
  return (id) => {
    const found = CLASSES.get(id);
    return found === undefined ? answered(id) : classTruth(found, answered);
  };
}

function classTruth({ any, unlessAll, unlessNot }: SystemClass, answered: (id: string) => Truth): Truth {
  const use = anyOf(any, answered);
  if (use.is === false || unlessAll.length + unlessNot.length === 0) return use;
  const excepted = both(
    allOf(unlessAll, answered),
    allOf(unlessNot, (id) => negated(answered(id))),
  );
  return both(use, negated(excepted));
}

function both(one: Truth, other: Truth): Truth {
  if (one.is === false || other.is === false) return { is: false, open: [] };
  const open = [...one.open, ...other.open];
  return { is: open.length > 0 ? undefined : true, open };
}
