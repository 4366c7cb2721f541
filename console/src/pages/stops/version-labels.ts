import { useQuery } from '@tanstack/react-query';
import { type Registry, registeredOfQuery } from '../../api/queries.js';
import type { Wanted } from './wanted.js';
import type { Stop } from './words.js';

/** Names of the versions that somebody chose, once what is registered of their models has come. */
export function useLabels({ kind, model, fallback, versionModel }: Wanted): Stop['labels'] {
  const stopped = useVersions(kind === 'version' ? model : '');
  const instead = useVersions(fallback === 'last-good-version' ? versionModel : '');
  return Object.fromEntries([...instead, ...stopped].map(({ digest, label }) => [digest, label]));
}

function useVersions(model: string): Registry['versions'] {
  const registry = useQuery({ ...registeredOfQuery({ model }), enabled: model !== '' }).data;
  return registry?.versions.filter((one) => one.model === model) ?? [];
}
