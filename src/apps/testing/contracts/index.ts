import { DECISION_CASES } from './decision-cases.js';
import { LOG_CASES } from './log-cases.js';
import type { ContractCase, ContractStores, StoresCase } from './support.js';

export type { ContractCase, ContractStores } from './support.js';

/**
 * Gives the contract of the stores behind a log of decisions and its ledger, for authors of such stores. Each case is a test of its own;
 * they run in order over stores that `open` opens once, empty.
 *
 * @example
 * const cases = decisionLogContract(async () => myStores());
 * for (const { name, run } of cases) test(name, run); // node:test, vitest, jest
 */
export function decisionLogContract(open: () => Promise<ContractStores>): ContractCase[] {
  return casesOf(LOG_CASES, open);
}

/** Gives the contract of all stores of the decision service: that of the log, then keys, tags, erasures and the registry. */
export function decisionStoresContract(open: () => Promise<ContractStores>): ContractCase[] {
  return casesOf([...LOG_CASES, ...DECISION_CASES], open);
}

function casesOf(cases: readonly StoresCase[], open: () => Promise<ContractStores>): ContractCase[] {
  let opened: Promise<ContractStores> | undefined;
  const stores = (): Promise<ContractStores> => {
    opened ??= open();
    return opened;
  };
  return cases.map(([name, run]) => ({ name, run: async () => run(await stores()) }));
}
