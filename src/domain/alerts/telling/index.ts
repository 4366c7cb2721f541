export type { SetOffBy } from './messages-for.js';
export { Teller, type TellerTransactions } from './teller.js';
