export { Teller, type TellerTransactions } from './teller.js';
