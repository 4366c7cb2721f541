import { takeRows } from '../../../core/learn/index.js';
import {
  debias,
  fitWorstGroup,
  groupTraces,
  reduce,
  reduceOverGrid,
  TRACE_CONSTRAINTS,
  type TraceConstraint,
} from '../../../core/mitigation/index.js';
import { readNeutral } from '../../../core/models/index.js';
import { groupsOf, learned, type Made, modelOf, pickRows, recorded, scoreOthers, trainWeights } from './learned.js';
import type { Attempt, Technique } from './technique.js';
import type { LearningTrial } from './trial.js';

/** Without a penalty of its own the same as of the unmitigated model, whose losses are summed and not averaged. */
const USUAL_L2 = 1;

export function forWorstGroup({ trial, id, learner, parameters = {} }: Attempt): Made {
  const { train } = trial.parts;
  const { document, groups } = fitWorstGroup(takeRows(trial.data, train), groupsOf(trial, train), {
    seed: trial.seed,
    penalty: Number(parameters.l2 ?? USUAL_L2) / train.length,
  });
  const most = Math.max(...groups.map(({ weight }) => weight));
  const [heaviest] = groups.filter(({ weight }) => weight === most);
  const alone = `worst-group: it learned from ${Object.values(heaviest!.key).join(', ')} alone: the others are better off whatever is learned`;
  return modelOf(trial, id, {
    document: recorded(trial, document, { learner, technique: 'worst-group' }),
    score: scoreOthers(trial, readNeutral(document, id), trial.data.columns),
    cautions: most > NEARLY_ALL ? [alone] : [],
  });
}

const NEARLY_ALL = 0.999;

/** A mixture of models that keeps a bound on the learning part. */
export const reduced =
  (bound: number): Technique['make'] =>
  ({ trial, id, learner, parameters = {} }: Attempt): Made => {
    const { train } = trial.parts;
    const found = reduce(takeRows(trial.data, train), groupsOf(trial, train), {
      constraint: trial.gap.reduction!,
      bound,
      learner,
      parameters,
      seed: trial.seed,
    });
    const score = new Float64Array(trial.data.rows);
    const chance = new Float64Array(trial.data.rows);
    const files: Record<string, unknown> = {};
    const mixture = found.mixture.map(({ document, probability }, m) => {
      const scores = scoreOthers(trial, readNeutral(document, id), trial.data.columns);
      scores.forEach((value, i) => {
        score[i]! += probability * value;
        chance[i]! += probability * +(value >= HALF);
      });
      const model = `models/${id}-${m + 1}.json`;
      files[model] = recorded(trial, document, { learner, technique: 'reductions', bound });
      return { model, probability };
    });
    files[`rules/${id}.json`] = { tribune: 'mixture/v1', cutoff: HALF, mixture };
    const missed = `no mixture of the models found keeps the bound ${bound} on the learning part: the nearest is at ${found.largest.toPrecision(3)}`;
    return { score, chance, files, settings: { bound }, cautions: found.reached ? [] : [missed] };
  };

/** The models of a mixture are learned to decide at this score. */
const HALF = 0.5;

/** Prices that are tried: each is a model to learn. */
const PRICES = 13;

/** The single model of a grid of prices that is best by error and gap together. */
export function overGrid({ trial, id, learner, parameters = {} }: Attempt): Made {
  const { train } = trial.parts;
  const { models, best } = reduceOverGrid(takeRows(trial.data, train), groupsOf(trial, train), {
    constraint: trial.gap.reduction as Parameters<typeof reduceOverGrid>[2]['constraint'],
    points: PRICES,
    learner,
    parameters,
    seed: trial.seed,
  });
  const { document } = models[best]!;
  return modelOf(trial, id, {
    document: recorded(trial, document, { learner, technique: 'grid', models: models.length }),
    score: scoreOthers(trial, readNeutral(document, id), trial.data.columns),
    cautions: [],
  });
}

/** A model of which a price is asked for what its scores say of the group. */
export const penalised =
  (strength: number): Technique['make'] =>
  (attempt: Attempt): Made => {
    const { trial, id } = attempt;
    const { train } = trial.parts;
    const weights = trainWeights(trial);
    const traces = groupTraces(groupsOf(trial, train), {
      constraint: trial.gap.reduction as TraceConstraint,
      label: pickRows(trial.data.target, train),
      ...(weights === undefined ? {} : { weights }),
    });
    const found = learned(trial, attempt, { penalty: { traces, strength }, technique: 'penalty' });
    return { ...modelOf(trial, id, found), settings: { penalty: strength } };
  };

/** An adversary's AUC is to be below this: at 0.5 it knows nothing. */
const ADVERSARY_BOUND = 0.55;

/** A network that is learned against adversaries who want to tell the group by its score. */
export function againstAdversary({ trial, id, learner, parameters = {} }: Attempt): Made {
  const { train } = trial.parts;
  const hidden = String(parameters.hidden ?? '')
    .split(',')
    .map(Number)
    .filter((units) => units > 0);
  const found = debias(takeRows(trial.data, train), groupsOf(trial, train), {
    constraint: trial.gap.reduction as TraceConstraint,
    bound: ADVERSARY_BOUND,
    ...(hidden.length === 0 ? {} : { hidden }),
    seed: trial.seed,
  });
  const { reached, adversaries, adversaryClass } = found;
  const worst = Math.max(...adversaries.map(({ auc }) => auc?.upper ?? 1));
  return modelOf(trial, id, {
    document: recorded(trial, found.document, { learner, technique: 'adversarial', adversaries, adversaryClass }),
    score: scoreOthers(trial, readNeutral(found.document, id), trial.data.columns),
    cautions: [
      ...found.cautions.map(({ message }) => message),
      ...(reached
        ? []
        : [`adversarial: ${adversaryClass} may still have an AUC of ${worst.toFixed(3)}, above ${ADVERSARY_BOUND}`]),
    ],
  });
}

/** Why no price can be asked. */
export const unfitForPenalty = ({ gap }: LearningTrial): string | null =>
  (TRACE_CONSTRAINTS as readonly (string | null)[]).includes(gap.reduction)
    ? null
    : `no penalty is known for ${gap.requirement.metric}`;

/** Why what counts no weights cannot be tried. */
export const withWeights = ({ weights }: LearningTrial): string | null =>
  weights === null ? null : 'it does not count weights';

export const unfitForReduction = ({ gap, weights }: LearningTrial): string | null => {
  if (gap.reduction === null) return `reductions know no bound on ${gap.requirement.metric}`;
  return weights === null ? null : 'reductions do not count weights';
};
