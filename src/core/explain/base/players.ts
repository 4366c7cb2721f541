import { TribuneError } from '../../base/errors.js';
import { nearName } from '../../base/suggest.js';

/** Named groups of features. The groups play the game, which is exact and not a sum of single values. */
export type FeatureGroups = Readonly<Record<string, readonly string[]>>;

export interface GamePlayers {
  readonly names: readonly string[];
  /** The player that input j belongs to. */
  readonly ofFeature: Int32Array;
}

/**
 * The players of the game: the groups in their order, then every feature outside a group on its own. Throws INVALID_ARGUMENT on a feature
 * that is unknown or in two groups, and on a group named like a feature outside it.
 */
export function makePlayers(featureNames: readonly string[], groups?: FeatureGroups): GamePlayers {
  if (groups === undefined) return { names: featureNames, ofFeature: Int32Array.from(featureNames, (_, j) => j) };
  const index = new Map(featureNames.map((name, j) => [name, j]));
  const ofFeature = new Int32Array(featureNames.length).fill(-1);
  const names: string[] = [];
  for (const [group, members] of Object.entries(groups)) {
    if (members.length === 0) throw wrong(`group "${group}" has no features`);
    for (const member of members) {
      const j = index.get(member);
      if (j === undefined)
        throw wrong(
          `group "${group}" names "${member}", which is no input of the model`,
          nearName(member, featureNames),
        );
      if (ofFeature[j] !== -1)
        throw wrong(`"${member}" is in group "${names[ofFeature[j]!] ?? group}" and again in "${group}"`);
      ofFeature[j] = names.length;
    }
    names.push(group);
  }
  const taken = new Set(names);
  featureNames.forEach((name, j) => {
    if (ofFeature[j] !== -1) return;
    if (taken.has(name)) throw wrong(`a group and an ungrouped feature are both named "${name}"`);
    ofFeature[j] = names.length;
    names.push(name);
  });
  return { names, ofFeature };
}

const wrong = (what: string, near = ''): TribuneError =>
  new TribuneError('INVALID_ARGUMENT', what, {
    remedy: `${near}Put every feature into one group at most, by its name in the model.`,
  });
