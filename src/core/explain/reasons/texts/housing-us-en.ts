import type { ReasonTexts } from './reason-texts.js';

export const HOUSING_US_EN: ReasonTexts = {
  id: 'housing-us-en',
  version: '1',
  date: '2026-11-22',
  domain: 'housing',
  jurisdiction: 'US',
  locale: 'en',
  basis: 'FCRA 615(a) where a consumer report was used (15 U.S.C. 1681m); Colorado SB 26-189 (from 2027-01-01)',
  origin: 'Wording by this project.',
  unknown: 'We have no rule for what is on file here, and that counted against you.',
  texts: {
    income: {
      topic: 'Income compared with rent',
      any: 'Your income did not fit the rent of this home.',
      low: 'Your income is low for the rent of this home.',
      missing: 'We could not check your income.',
    },
    debt: {
      topic: 'Debts you have now',
      any: 'The debts you have now counted against you.',
      high: 'The debts you have now take a large part of your income.',
      missing: 'We could not find out what debts you have now.',
    },
    'rental-history': {
      topic: 'Past rentals',
      any: 'The record of your past rentals counted against you.',
      low: 'You have a short record of past rentals.',
      missing: 'We could not find a record of your past rentals.',
    },
    'rent-payments': {
      topic: 'Past rent payments',
      any: 'The record of your past rent payments counted against you.',
      high: 'Your record shows rent that was paid late.',
      missing: 'We could not check your past rent payments.',
    },
    'credit-record': {
      topic: 'Bills paid late',
      any: 'The record of how you pay your bills counted against you.',
      high: 'Your record shows bills that were paid late.',
      missing: 'We could not find a record of how you pay your bills.',
    },
    employment: {
      topic: 'Time in your job',
      any: 'The time you have held your job counted against you.',
      low: 'You have been in your job for a short time.',
      missing: 'We could not check where you work.',
    },
    deposit: {
      topic: 'Deposit or guarantor',
      any: 'The deposit you can give did not fit this home.',
      low: 'The deposit you can give is small for this home.',
      missing: 'You did not tell us about a deposit or a person who vouches for you.',
    },
    'home-size': {
      topic: 'Size of the home',
      any: 'The size of this home does not fit the number of people on your application.',
      missing: 'You did not tell us how many people will live in this home.',
    },
    'move-date': {
      topic: 'Move-in date and lease',
      any: 'The move-in date or the lease you asked for does not fit this home.',
      high: 'The date you can move in is too late for this home.',
      low: 'The lease you asked for is shorter than we offer.',
      missing: 'You did not tell us when you want to move in.',
    },
    references: {
      topic: 'References of past landlords',
      any: 'What your past landlords told us counted against you.',
      missing: 'We could not reach the landlords you named.',
    },
  },
};
