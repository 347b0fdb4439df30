/** A program: a call through each TURN server given as URL, reports as JSON. Node reads NODE_EXTRA_CA_CERTS at its start. */
import { relayedCall } from './relayed-call.ts';

const reports = [];
for (const url of process.argv.slice(2)) reports.push(await relayedCall(url));
console.log(JSON.stringify(reports));
