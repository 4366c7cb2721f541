import type { ArtifactStore } from '../../../domain/artifacts/ports.js';
import { defineStoreRoom } from '../tables/index.js';
import { PostgresArtifactStore } from './artifact-store.js';
import { artifactsMigrations } from './migrations/index.js';

/** What is stored of models; their bytes lie in the model store. */
export const artifactTables = defineStoreRoom({
  room: 'artifacts',
  migrations: artifactsMigrations,
  open: ({ sql, keyring, runtime }): { readonly artifacts: ArtifactStore } => ({
    artifacts: new PostgresArtifactStore(sql, { keyring, runtime }),
  }),
});
