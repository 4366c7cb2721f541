import { TribuneError } from '../../../core/base/errors.js';
import { nearName } from '../../../core/base/suggest.js';
import { type LearningTrial, TECHNIQUES } from '../alternatives/index.js';

/** The learner that is a command of the user. */
export const COMMAND = 'command';

/** Steps that a command of the user can take part in: it is given weights, and what comes after training is not its concern. */
const WITH_COMMAND = ['none', 'reweighing', 'cutoffs'];

/** All steps by name. */
export const STEPS: readonly string[] = TECHNIQUES.map(({ name }) => name);

/**
 * Steps that are taken unless somebody says otherwise: those that need nobody's group when deciding. A model that has another cutoff or other
 * inputs for a group is an alternative of another kind, which law often forbids.
 */
export const USUAL_STEPS: readonly string[] = TECHNIQUES.filter(
  ({ groupKnown }) => groupKnown === 'nobody' || groupKnown === 'trainer',
).map(({ name }) => name);

/** The steps of each learner that can be taken here; `none` comes first. */
export function stepsFor(
  trial: LearningTrial,
  { learners, steps }: { readonly learners: readonly string[]; readonly steps: readonly string[] },
): Record<string, readonly string[]> {
  const stray = steps.find((name) => !STEPS.includes(name));
  if (stray !== undefined)
    throw new TribuneError('USAGE', `--steps ${stray}: no step`, {
      remedy: `${nearName(stray, STEPS)}There are: ${STEPS.join(', ')}.`,
      place: { name: stray },
    });
  const wanted = TECHNIQUES.filter(
    ({ name, unfit }) => name === 'none' || (steps.includes(name) && unfit?.(trial) == null),
  );
  return Object.fromEntries(
    learners.map((learner) => [
      learner,
      wanted
        .filter(({ name, learners: only }) =>
          learner === COMMAND ? WITH_COMMAND.includes(name) : (only?.includes(learner) ?? true),
        )
        .map(({ name }) => name),
    ]),
  );
}
