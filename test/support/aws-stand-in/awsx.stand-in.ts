/** STAND-IN for the provider `awsx`: `ec2.Vpc`, as a component. Prints its port. */
import type * as pulumi from "@pulumi/pulumi";
import { main, type ConstructResult, type Provider } from "@pulumi/pulumi/provider";
import { StandInVpc, type VpcInputs } from "./awsx-vpc";

class AwsxStandIn implements Provider {
    readonly version = "3.9.0";
    readonly schema = JSON.stringify({ name: "awsx", version: "3.9.0" });

    async construct(
        name: string,
        type: string,
        inputs: pulumi.Inputs,
        options: pulumi.ComponentResourceOptions,
    ): Promise<ConstructResult> {
        if (type !== "awsx:ec2:Vpc") throw new Error(`the awsx stand-in does not know the type ${type}`);
        const vpc = new StandInVpc(name, inputs as unknown as VpcInputs, options);
        return { urn: vpc.urn, state: vpc.outputs() };
    }
}

// Ends with the test that started it.
process.stdin.resume().on("end", () => process.exit(0));
// The engine attaches to the port; the address on the command line is replaced by the one in `attach`.
void main(new AwsxStandIn(), ["127.0.0.1:1"]);
