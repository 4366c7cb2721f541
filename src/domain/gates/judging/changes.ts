import { type GateSubject, type GateVerdict, subjectKey } from '../../../core/gates/index.js';
import type { Opening } from '../model/index.js';

/** A verdict on what may decide. */
export interface JudgedGate {
  readonly subject: GateSubject;
  readonly verdict: GateVerdict;
}

/** What becomes of the times in which a gate is open. */
export type GateChange =
  | { readonly kind: 'opened' | 'reopened'; readonly opening: Opening }
  | { readonly kind: 'renewed'; readonly opening: Opening; readonly before: string }
  | { readonly kind: 'closed'; readonly opening: Opening };

interface ChangesInput {
  readonly deployment: string;
  /** The times that are known of the deployment, closed ones too, by which it is told whether a gate opens again. */
  readonly known: readonly Opening[];
  readonly judged: readonly JudgedGate[];
  readonly nowMs: number;
  readonly newId: () => string;
}

/**
 * What has to be written so that the open times are those of the verdicts. A time that was over before anybody looked is closed at its end:
 * what was recorded after it was refused by the end alone. What nobody judges any more, because it is not to decide, closes now.
 */
export function changesOf({ deployment, known, judged, nowMs, newId }: ChangesInput): GateChange[] {
  const keys = new Set(judged.map(({ subject }) => subjectKey(subject)));
  const over = closedAll(
    known.filter(({ subject }) => !keys.has(subjectKey(subject))),
    'it is no longer to decide on the deployment',
    nowMs,
  );
  const changes = judged.flatMap(({ subject, verdict }): GateChange[] => {
    const of = known.filter((one) => subjectKey(one.subject) === subjectKey(subject));
    // One that lingers beside another would stay open when that one closes.
    const [current, ...others] = of.filter(({ closed }) => closed === null);
    const doubled = closedAll(others, 'another stands in its place', nowMs);
    const ended = current !== undefined && current.untilMs <= nowMs;
    if (verdict.state !== 'open')
      return [...doubled, ...(current === undefined ? [] : [close(current, whyOf(verdict), nowMs)])];
    const { untilMs, stoodOn, signOffs } = verdict;
    const stands = {
      untilMs: untilMs!,
      set: stoodOn!.digest,
      evidence: Object.fromEntries(stoodOn!.items.map(({ requirement, digest }) => [requirement, digest])),
      signOffs: signOffs.map(({ id }) => id),
    };
    if (current === undefined || ended) {
      const opening: Opening = { id: newId(), deployment, subject, fromMs: nowMs, ...stands, closed: null };
      const before: GateChange[] = current === undefined ? [] : [close(current, 'its time was over', nowMs)];
      return [...doubled, ...before, { kind: of.length === 0 ? 'opened' : 'reopened', opening }];
    }
    // The entries name the signatures that a gate stands on, so that one which is taken back is none of them any more.
    const isSame =
      current.set === stands.set && current.untilMs === stands.untilMs && sameTexts(current.signOffs, stands.signOffs);
    return [
      ...doubled,
      ...(isSame ? [] : [{ kind: 'renewed' as const, opening: { ...current, ...stands }, before: current.set }]),
    ];
  });
  return [...over, ...changes];
}

const sameTexts = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((one, at) => one === others[at]);

/** Ends all of these times that are not closed. */
export const closedAll = (openings: readonly Opening[], because: string, nowMs: number): GateChange[] =>
  openings.filter(({ closed }) => closed === null).map((one) => close(one, because, nowMs));

/** Ends a time now, or at the end that it had already. It never ends before it began, whatever a clock says that was set back. */
function close(opening: Opening, because: string, nowMs: number): GateChange {
  const atMs = Math.max(opening.fromMs, Math.min(nowMs, opening.untilMs));
  return { kind: 'closed', opening: { ...opening, untilMs: atMs, closed: { atMs, because } } };
}

/** What is missing, in one text. */
export const whyOf = ({ missing }: Pick<GateVerdict, 'missing'>): string =>
  missing.map(({ requirement, evidence }) => `${requirement}: ${evidence}`).join('; ');
