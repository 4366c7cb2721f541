import type { DeploymentRuleStore } from '../../../domain/rule-records/index.js';
import { defineStoreRoom } from '../tables/index.js';
import { PostgresDeploymentRuleStore } from './deployment-rule-store.js';
import { deploymentRuleMigrations } from './migrations/index.js';

/** Rules that deployments decide by, or did. */
export const deploymentRuleTables = defineStoreRoom({
  room: 'deployment-rules',
  migrations: deploymentRuleMigrations,
  open: ({
    sql,
    keyring,
    runtime,
    notices,
    pinnedNumbers,
    isTransaction,
  }): { readonly deploymentRules: DeploymentRuleStore } => ({
    deploymentRules: new PostgresDeploymentRuleStore(sql, {
      ...{ keyring, runtime, notices, pinnedNumbers },
      ...(isTransaction === undefined ? {} : { isTransaction }),
    }),
  }),
});
