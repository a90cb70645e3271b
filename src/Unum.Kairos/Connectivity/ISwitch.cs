namespace Unum.Kairos.Connectivity;

/// <summary>A compile-time switch: kernels are specialised per combination, so a sum that is not wanted costs nothing.</summary>
internal interface ISwitch
{
    static abstract bool On { get; }

    internal readonly struct Yes : ISwitch
    {
        public static bool On => true;
    }

    internal readonly struct No : ISwitch
    {
        public static bool On => false;
    }
}
