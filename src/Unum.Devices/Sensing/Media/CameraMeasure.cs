namespace Unum.Devices.Sensing.Media;

/// <summary>What a camera's samples say about each frame.</summary>
public enum CameraMeasure
{
    /// <summary>Mean brightness: 0 black, 1 white.</summary>
    Brightness,

    /// <summary>Mean absolute change of the pixels since the frame before: 0 still, 1 black to white.</summary>
    Motion,
}
