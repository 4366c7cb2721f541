import { nearName } from '../../../base/suggest.js';
import type { Model } from '../../../models/index.js';
import { demandNoSlip, reader } from '../../base/fields.js';
import type { ReasonConfig } from './config.js';

/** Input indices of every family. Every input must be in exactly one family, otherwise a principal reason could be left out. */
export function bindFamilies(config: ReasonConfig, model: Model): Int32Array[] {
  const top = reader('REASONS_INVALID', 'reasons');
  const at = top.at('families');
  demandNoSlip(config.protectedFeatures, model.featureNames, top.at('protected'));
  demandNoSlip(config.proxyFeatures, model.featureNames, top.at('proxies'));
  const index = new Map(model.featureNames.map((name, j) => [name, j]));
  const owner = new Map<number, string>();
  const bound = config.families.map((family) =>
    Int32Array.from(family.features, (name, i) => {
      const where = at.at(family.name).at('features').at(i);
      const j = index.get(name);
      if (j === undefined) {
        throw where.fail(
          `"${name}" is no input of the model`,
          `${nearName(name, model.featureNames)}Inputs: ${model.featureNames.slice(0, 8).join(', ')}.`,
        );
      }
      if (owner.has(j)) throw where.fail(`"${name}" is in "${owner.get(j)}" already`, 'Put it into one family.');
      owner.set(j, family.name);
      return j;
    }),
  );
  const left = model.featureNames.filter((_, j) => !owner.has(j));
  if (left.length > 0) {
    throw at.fail(
      `the inputs ${left.slice(0, 8).join(', ')} are in no family`,
      'A factor that was scored may not be left out (commentary to 12 CFR 1002.9(b)(2)); give each a family.',
    );
  }
  return bound;
}

/**
 * Families that may never be printed. A file may call features protected or proxies that the model does not have: the model simply does not
 * use them.
 */
export function silentFamilies(config: ReasonConfig): Map<string, 'protected' | 'proxy'> {
  const silent = new Map<string, 'protected' | 'proxy'>();
  for (const { name, features } of config.families) {
    if (features.some((feature) => config.protectedFeatures.includes(feature))) silent.set(name, 'protected');
    else if (features.some((feature) => config.proxyFeatures.includes(feature))) silent.set(name, 'proxy');
  }
  return silent;
}
