import { reader } from '../../../core/explain/base/index.js';
import type { FeatureGroups } from '../../../core/explain/index.js';
import { type ParsedArguments, text } from '../frame/spec.js';
import { readYamlFile } from './yaml-file.js';

/**
 * The groups of features that `--groups` names: `name: [feature, ...]` per group, at the top of the file or under `groups:`. A group is
 * explained as one player, which is exact, whereas the sum of its members' values would not be.
 */
export async function groupsOption(args: ParsedArguments): Promise<{ groups?: FeatureGroups }> {
  const path = text(args, 'groups');
  return path === undefined ? {} : { groups: (await readYamlFile(path, 'groups', 'GROUPS_INVALID', groupsOf)).value };
}

function groupsOf(value: unknown): FeatureGroups {
  const top = reader('GROUPS_INVALID', 'groups');
  const file = top.object(value);
  const nested = file.get('groups');
  const isNested = nested !== undefined && !Array.isArray(nested);
  const at = isNested ? top.at('groups') : top;
  const entries = isNested ? at.object(nested) : file;
  if (entries.size === 0) throw at.fail('names no group', 'Write `group: [feature, feature]`, one line per group.');
  return Object.fromEntries(
    [...entries].map(([name, members]) => {
      const own = at.at(name);
      return [name, own.list(members).map((member, i) => String(own.at(i).text(member)))];
    }),
  );
}
