import type { ReasonTexts } from './reason-texts.js';

export const HOUSING_US_EN: ReasonTexts = {
  id: 'housing-us-en',
  version: '2',
  date: '2026-11-28',
  domain: 'housing',
  jurisdiction: 'US',
  locale: 'en',
  basis: 'FCRA 615(a) where a consumer report was used (15 U.S.C. 1681m); Colorado SB 26-189 (from 2027-01-01)',
  origin: 'Wording by this project.',
  unknown: 'We have no rule for what is on file here, and that counted against you.',
  texts: {
    income: {
      topic: 'Income compared with rent',
      any: 'Your income, held against the rent of this home, counted against you.',
      low: 'Your income is lower than that of most people we compared you with.',
      missing: 'We have no record of your income.',
    },
    debt: {
      topic: 'Debts you have now',
      any: 'The debts you have now counted against you.',
      high: 'The debts you have now are higher than those of most people we compared you with.',
      missing: 'We have no record of the debts you have now.',
    },
    'rental-history': {
      topic: 'Past rentals',
      any: 'The record of your past rentals counted against you.',
      low: 'Your record of past rentals is shorter than that of most people we compared you with.',
      missing: 'We have no record of your past rentals.',
    },
    'rent-payments': {
      topic: 'Past rent payments',
      any: 'The record of your past rent payments counted against you.',
      high: 'Your record shows more rent paid late than that of most people we compared you with.',
      missing: 'We have no record of your past rent payments.',
    },
    'credit-record': {
      topic: 'Bills paid late',
      any: 'The record of how you pay your bills counted against you.',
      high: 'Your record shows more bills paid late than that of most people we compared you with.',
      missing: 'We have no record of how you pay your bills.',
    },
    employment: {
      topic: 'Time in your job',
      any: 'The time you have held your job counted against you.',
      low: 'You have been in your job for less time than most people we compared you with.',
      missing: 'We have no record of how long you have had your job.',
    },
    deposit: {
      topic: 'Deposit or guarantor',
      any: 'The deposit you can give counted against you.',
      low: 'The deposit you can give is smaller than that of most people we compared you with.',
      missing: 'We have no record of a deposit or a person who vouches for you.',
    },
    'home-size': {
      topic: 'Size of the home',
      any: 'The size of this home, held against the number of people on your application, counted against you.',
      missing: 'We have no record of how many people will live in this home.',
    },
    'move-date': {
      topic: 'Move-in date and lease',
      any: 'The move-in date or the lease you asked for counted against you.',
      high: 'You can move in later than most people we compared you with.',
      low: 'The lease you asked for is shorter than that of most people we compared you with.',
      missing: 'We have no record of when you want to move in.',
    },
    references: {
      topic: 'References of past landlords',
      any: 'What your past landlords told us counted against you.',
      missing: 'We have no record of what your past landlords say.',
    },
  },
};
