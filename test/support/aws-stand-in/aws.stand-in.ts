/** STAND-IN for AWS, as a process: prints `<provider port> <ECS API port>`. `STAND_IN_STATE` names its folder. */
import type { AddressInfo } from "node:net";
import { awsStandIn } from "./aws-provider";
import { ecsApi } from "./ecs-api";
import { handedOn } from "./handed-on";
import { serveStandIn } from "./provider-server";
import { StandInState } from "./state";
import { recorded } from "./what-stays";

async function main(): Promise<void> {
    const directory = process.env.STAND_IN_STATE;
    if (directory === undefined) throw new Error("STAND_IN_STATE must name a folder for the stand-in's state");
    const state = new StandInState(directory);
    const provider = recorded(awsStandIn(state), state);
    const moto = process.env.STAND_IN_MOTO;
    const providerPort = await serveStandIn(moto === undefined ? provider : handedOn(provider, moto));
    const api = ecsApi(state);
    await new Promise<void>((done) => api.listen(0, "127.0.0.1", done));
    console.log(`${providerPort} ${(api.address() as AddressInfo).port}`);
}

// Ends with the test that started it.
process.stdin.resume().on("end", () => process.exit(0));
void main();
