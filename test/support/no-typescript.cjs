/** In the place of the TypeScript compiler, which Pulumi loads for functions that become Lambdas: there are none here. */
module.exports = {};
