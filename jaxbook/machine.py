"""What a machine is and which versions it has: the one description that runs and records share."""
from typing import Annotated, Literal

from packaging.version import InvalidVersion, Version
from pydantic import BaseModel, ConfigDict, Field, NonNegativeFloat, PositiveFloat, PositiveInt

from jaxbook.project import make_slug

OLDEST_JAX = "0.9.2"
REFUSED_JAX = {"0.11.1": "loops that store a path are quadratic on a CPU (JAX issue 40101)"}
Text = Annotated[str, Field(min_length=1)]


class Model(BaseModel):
    """A part of a stored file: exactly these fields, of exactly these types."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class Machine(Model):
    """A machine without its host name or its owner.

    `backend` and `device` are what JAX says of its first device, memories are in GiB. `cores` is
    the number of cores that the process may use, so that a machine under `taskset` is another one.
    """

    backend: Literal["cpu", "gpu", "tpu"]
    device: Text
    processor: Text  # the model of the CPU, on which NumPy and Numba run
    cores: PositiveInt
    memory_gib: PositiveFloat
    device_memory_gib: NonNegativeFloat = 0.0  # of a GPU; 0 if there is none
    driver: str = ""  # of a GPU

    @property
    def cpu(self) -> str:
        """The processor with the number of cores."""
        return f"{self.processor}, {self.cores} core{'s' * (self.cores != 1)}"

    @property
    def name(self) -> str:
        """The machine as readers see it: its device or, for a CPU, its processor and cores."""
        return self.cpu if self.backend == "cpu" else self.device

    @property
    def slug(self) -> str:
        """The name of the machine in files, in labels and in the variable MACHINE."""
        return make_slug(self.name)


class Versions(Model):
    """The versions with which something was measured; '' for a package that is not there."""

    jax: Text
    jaxlib: Text
    numpy: Text
    numba: str
    python: Text


def explain_refusal(jax: str) -> str:
    """Return why runs made with this version of JAX are refused, '' if they are not."""
    try:
        if Version(jax) < Version(OLDEST_JAX):
            return f"the oldest supported version is {OLDEST_JAX}"
    except InvalidVersion:
        return "this is not a version"
    return REFUSED_JAX.get(jax, "")
