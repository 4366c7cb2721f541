/** What a build runs, in this order, in the root of the project: the console is made of built modules. */
export const BUILD_STEPS = [
  ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'],
  ['scripts/bundle.mjs'],
  ['scripts/build-console.mjs'],
];
