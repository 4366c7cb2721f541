import { withTable } from '../../../adapters/explaining/index.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { Artifact } from '../../../domain/artifacts/ports.js';
import { groupsOf, groupWarnings } from '../../../domain/explanations/table/index.js';
import type { ModelStore } from '../../../domain/model-store/ports.js';
import { isAttributeName } from '../../../domain/policy-proposals/index.js';

/** Largest background that is looked at while whoever put it waits, in bytes; of a larger one the explanations themselves tell. */
const MOST_BYTES: number = 32 * 1024 * 1024;

/**
 * Says what to know of people to compare with. A background that is no table, such as canaries, is told nothing of here: who explains with it is.
 *
 * @param folder for the people while they are read, which holds nothing afterwards
 */
export const peopleWarnings =
  (models: Pick<ModelStore, 'get'>, folder: string) =>
  async ({ digest, size, class: kind }: Artifact): Promise<readonly string[]> => {
    if (kind !== 'background' || size > MOST_BYTES) return [];
    try {
      const bytes = await models.get(digest);
      return await withTable(folder, bytes, digest, async (people) =>
        groupWarnings(await groupsOf(people, isAttributeName)),
      );
    } catch (cause) {
      if (cause instanceof TribuneError && cause.code.startsWith('DATA_')) return [];
      throw cause;
    }
  };
