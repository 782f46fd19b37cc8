import BuiltInSteps
import MillraceCLI

await Millrace.main(plugins: BuiltInSteps.all)
